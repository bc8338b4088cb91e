import type { Claim } from "../claims/claim.ts";
import { ledger } from "../claims/mod.ts";
import { ofParts, partsOf, type Profile } from "./profile.ts";
import { type Cell, readsCell } from "./reads_cell.ts";

/**
 * Claims by their experiment ("T1", "a") or the start of their id ("T1-one-token"), comma-separated.
 *
 * @throws RangeError where a name stands for no claim
 */
export function claimsNamed(names: string): Claim[] {
  const wanted = names.split(",").map((name) => name.trim().toLowerCase());
  const isMeant = ({ id, experiment }: Claim, name: string) =>
    experiment.toLowerCase() === name || (name.length > 1 && id.toLowerCase().startsWith(name));
  for (const name of wanted) {
    if (ledger.some((claim) => isMeant(claim, name))) continue;
    const known = [...new Set(ledger.map(({ experiment }) => experiment))].join(", ");
    throw new RangeError(
      `Cannot narrow to claim "${name}": known are ${known}, and ids that begin so, such as ` +
        `${ledger[0].id}`,
    );
  }
  return ledger.filter((claim) => wanted.some((name) => isMeant(claim, name)));
}

export interface Narrowing {
  readonly claims?: readonly Claim[];
  readonly source?: string;
  readonly model?: string;
}

/**
 * The part of a profile that feeds some claims, on one source, on one model. A model the profile
 * does not list gets the jobs of its own model.
 *
 * @throws RangeError where nothing is left
 */
export function narrowProfile(profile: Profile, { claims, source, model }: Narrowing): Profile {
  const all = partsOf(profile);
  const listed = all.filter((part) => part.model === model);
  const parts = model === undefined ? all : listed.length > 0 ? listed : [{ ...all[0], model }];
  const isWanted = (cell: Cell) => claims?.some((claim) => readsCell(claim, cell)) ?? true;
  const ofSource = (one: object) =>
    source === undefined || !("source" in one) || one.source === source;
  const narrowed = parts.map((part): Profile => ({
    ...part,
    fits: part.fits.filter(ofSource).map((fit) => ({
      ...fit,
      tokens: fit.tokens.filter((tokens) => isWanted({ ...fit, kind: "fit", tokens })),
    })).filter(({ tokens }) => tokens.length > 0),
    experiments: part.experiments?.filter((entry) => ofSource(entry) && isWanted(cellOf(entry))),
    throughput: {
      ...part.throughput,
      tokens: part.throughput.tokens.filter((tokens) => isWanted({ kind: "throughput", tokens })),
    },
  })).filter(({ fits, experiments = [] }) => fits.length + experiments.length > 0);
  if (narrowed.length > 0) return ofParts(narrowed);
  const sources = [...new Set(parts.flatMap(({ fits }) => fits.map((fit) => fit.source)))];
  throw new RangeError(
    `Cannot narrow profile "${profile.name}" so far: no job is left of those that feed these ` +
      `claims; its sources are ${sources.join(", ")}`,
  );
}

/** An experiment's entry as the claims see it. */
function cellOf(entry: { readonly kind: string; readonly tokens?: unknown }): Cell {
  const { tokens } = entry;
  return { ...entry, tokens: Array.isArray(tokens) ? Math.max(...tokens) : Number(tokens) };
}
