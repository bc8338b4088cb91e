import { benchRow, decodingRows } from "../bench/mod.ts";
import { lossTolerance } from "../bench/race.ts";
import type { DeviceRow, RowPlace } from "./device_check.ts";
import { type KitShape, kitShapes } from "./kit_shapes.ts";
import { type Measurement, nameOf, type Said } from "./measurement.ts";

/** The first to say something at a size, which the others are held against. */
export type References = Map<string, { readonly by: string; readonly said: Said }>;

/** What a process that measured said, and why it said no more. */
export interface Heard {
  readonly said: readonly Said[];
  /** Of everything that it did not get to; null where it ended by itself. */
  readonly missing: string | null;
}

/**
 * A row for everything that was to be measured: none is left out. Whoever comes first at a size is
 * the reference of those after it, and is added to `references`.
 */
export function rowsOf(
  measurement: Measurement,
  { heard, references, command }: {
    readonly heard: Heard;
    readonly references: References;
    readonly command: string;
  },
): DeviceRow[] {
  const told = { heard, references, command };
  return measurement.subject === "fit step"
    ? stepRows(measurement, told)
    : decodedRows(measurement, told);
}

interface Told {
  readonly heard: Heard;
  readonly references: References;
  readonly command: string;
}

function stepRows(measurement: Measurement, { heard, references, command }: Told): DeviceRow[] {
  const { model, steps }: KitShape = kitShapes[measurement.shape];
  const { who, device } = measurement.by;
  return steps.map(({ batch: B, tokens: N }): DeviceRow => {
    const place: RowPlace = { what: "fit step", who, device, model, B, N };
    const said = heard.said.find((one) => one.kind === "step" && one.B === B && one.N === N);
    if (said?.kind !== "step") return { ...place, ...notRun(place, heard) };
    const { by, said: want } = referenceOf(place, { said, measurement, references });
    const fault = want?.kind === "step" ? lossFault(said, { want, by }) : selfFault(said);
    if (fault !== null) return { ...place, state: "wrong", reason: fault };
    const facts = { model, B, N, threads: measurement.threads, command };
    const about = { ...said.about, device };
    return {
      ...place,
      state: "measured",
      bench: benchRow({ what: "fit step", who, ...facts, about }, said.roundsMilliseconds),
      agreesWith: want === null ? null : by,
    };
  });
}

function decodedRows(measurement: Measurement, { heard, references, command }: Told): DeviceRow[] {
  const { model, decoding }: KitShape = kitShapes[measurement.shape];
  const { by: { who, device }, threads } = measurement;
  const ways = who === "onepass"
    ? (["one pass", "autoregressive"] as const)
    : (["autoregressive"] as const);
  return decoding.flatMap((N) => {
    const said = ways.map((way) =>
      heard.said.find((one) => one.kind === "decoding" && one.way === way && one.N === N)
    );
    const results = said.flatMap((one) =>
      one?.kind === "decoding" ? [{ name: who, ...one, about: { ...one.about, device } }] : []
    );
    const facts = { model, B: 1, N, threads, command };
    const bench = results.length < ways.length
      ? []
      : who === "onepass"
      ? decodingRows(results, facts)
      : results.map(({ roundsMilliseconds, about }) =>
        benchRow({ what: "autoregressive", who, ...facts, about }, roundsMilliseconds)
      );
    return ways.map((what, at): DeviceRow => {
      const place: RowPlace = { what, who, device, model, B: 1, N };
      if (bench.length === 0) return { ...place, ...notRun(place, heard) };
      const { by, said: want } = referenceOf(place, { said: said[at]!, measurement, references });
      const fault = want?.kind === "decoding" ? tokenFault(results[at].ids, want.ids, by) : null;
      if (fault !== null) return { ...place, state: "wrong", reason: fault };
      return {
        ...place,
        state: "measured",
        bench: bench[at],
        agreesWith: want === null ? null : by,
      };
    });
  });
}

/** Who was first at this; `said` is null where it is this one. */
function referenceOf(
  { what, model, B, N }: RowPlace,
  { said, measurement, references }: {
    readonly said: Said;
    readonly measurement: Measurement;
    readonly references: References;
  },
): { readonly by: string; readonly said: Said | null } {
  const key = JSON.stringify([what, model, B, N]);
  const there = references.get(key);
  if (there !== undefined) return there;
  const by = nameOf(measurement.by);
  // Nobody is held against what is no number.
  if (said.kind !== "step" || selfFault(said) === null) references.set(key, { by, said });
  return { by, said: null };
}

function notRun(
  { B, N }: RowPlace,
  { said, missing }: Heard,
): { readonly state: "not run"; readonly reason: string } {
  const failed = said.find((one) => one.kind === "failed" && one.B === B && one.N === N);
  const reason = failed?.kind === "failed" ? failed.reason : missing;
  return { state: "not run", reason: reason ?? "its process ended without a word" };
}

type StepSaid = Said & { kind: "step" };
const losses = ["firstLossNats", "lastLossNats"] as const;

function selfFault(said: StepSaid): string | null {
  const bad = losses.find((loss) => !Number.isFinite(Number(said[loss])));
  return bad === undefined ? null : `${bad} is ${said[bad]}, want a number`;
}

function lossFault(
  said: StepSaid,
  { want, by }: { readonly want: StepSaid; readonly by: string },
): string | null {
  for (const loss of losses) {
    const allowed = lossTolerance[loss] * Math.abs(Number(want[loss]));
    // Written so that NaN fails.
    if (Math.abs(Number(want[loss]) - Number(said[loss])) <= allowed) continue;
    return `${loss} is ${said[loss]}, want ${want[loss]} within ${lossTolerance[loss]} relative, ` +
      `as ${by} has it`;
  }
  return null;
}

/** Greedy decoding may part where two tokens are as likely; never at the first. */
function tokenFault(got: readonly number[], want: readonly number[], by: string): string | null {
  if (got[0] === want[0]) return null;
  return `it says ${got.slice(0, 4).join(" ")} …, want ${want.slice(0, 4).join(" ")} …, as ${by}`;
}
