import type { Claim } from "./claims/claim.ts";
import { ledger } from "./claims/mod.ts";
import { ofParts, partsOf, type Profile } from "./profile.ts";

/** What a claim may want of a job: of a fit, or of an experiment of another kind. */
export interface Cell {
  /** "fit" or the kind of an experiment. */
  readonly kind: string;
  readonly arrangement?: string;
  readonly source?: string;
  readonly recipe?: string;
  readonly tokens: number;
}

type Feeds = (cell: Cell) => boolean;

const paperArrangement = "[e][m]×(N−1)";
const repeating = "[e]×N";
const halves = "[e]×N/2[m]×N/2";
const alternation = "[e,m]×N/2";
const both = "[e][m]×N";

/** Which jobs a claim's rule reads, by the start of its id; the longest start counts. */
const feeds: readonly (readonly [start: string, Feeds])[] = [
  ["S-", fits([paperArrangement])],
  ["T1-two-tokens", fits([paperArrangement], { least: 4 })],
  ["T1-one-token-one", fits([repeating], { least: 1, most: 1 })],
  ["T1-one-token-fails", fits([repeating], { least: 2, most: 2 })],
  ["T1-repeating", fits([paperArrangement, repeating], { least: 2 })],
  ["T1-halves", fits([paperArrangement, halves], { least: 4 })],
  ["T1-alternation-beats", fits([alternation, halves], { least: 4 })],
  ["T1-alternation-worse", fits([paperArrangement, alternation], { least: 4 })],
  ["T1-both", fits([paperArrangement, both], { least: 2 })],
  ["T1-accuracies", fits([paperArrangement, repeating, halves, alternation, both])],
  ["T2-", ofKinds("group fit")],
  ["T3-", fits([paperArrangement], { random: true })],
  ["T3-sharing-m", either(fits([paperArrangement], { random: true }), ofKinds("group fit"))],
  ["T3-capacities", either(fits([paperArrangement], { random: true }), ofKinds("group fit"))],
  ["T3-information", either(fits([paperArrangement], { random: true }), ofKinds("group fit"))],
  ["F1-", either(fits([paperArrangement], { random: true }), ofKinds("group fit"))],
  [
    "F3-",
    either(fits([paperArrangement], { random: true }), ofKinds("group fit", "cramming")),
  ],
  ["F4-", fits([paperArrangement], { random: true })],
  ["T4-", fits([paperArrangement], { random: true })],
  ["F5-", ofKinds("distances")],
  ["F6-", ofKinds("distances")],
  ["F7-", ofKinds("curve")],
  ["a-", ofKinds("generation")],
  ["k-", ofKinds("attention")],
];

/** Whether a claim's rule reads such a job. A claim nothing is known of reads all. */
export function readsCell({ id }: Pick<Claim, "id">, cell: Cell): boolean {
  const found = feeds.filter(([start]) => id.toLowerCase().startsWith(start.toLowerCase()))
    .toSorted(([a], [b]) => b.length - a.length)[0];
  return found?.[1](cell) ?? true;
}

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
    throughput: claims === undefined || claims.some(({ experiment }) => experiment === "F4")
      ? part.throughput
      : { ...part.throughput, tokens: [] },
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

function fits(
  arrangements: readonly string[],
  { least = 1, most = Infinity, random = false }: {
    readonly least?: number;
    readonly most?: number;
    readonly random?: boolean;
  } = {},
): Feeds {
  return ({ kind, arrangement, source, tokens }) =>
    kind === "fit" && arrangements.includes(arrangement ?? "") && tokens >= least &&
    tokens <= most && (random || source !== "random");
}

function ofKinds(...kinds: readonly string[]): Feeds {
  return ({ kind }) => kinds.includes(kind);
}

function either(...some: readonly Feeds[]): Feeds {
  return (cell) => some.some((one) => one(cell));
}
