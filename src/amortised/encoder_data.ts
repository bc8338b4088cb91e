import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { readCheckedJson } from "../records/checked_json.ts";
import {
  amount,
  count,
  type DataShape,
  fields,
  listOf,
  nullOr,
  number,
  oneOf,
  share,
  text,
} from "../records/data_shape.ts";
import { joined } from "../records/joined.ts";
import { type EncoderOrigin, originShape } from "./encoder_origin.ts";
import { genres } from "./measured_texts.ts";
import {
  type EncoderMeasurement,
  type LengthMeasurement,
  methods,
  type SpeedMeasurement,
  starts,
} from "./measurement.ts";

/** What encoders are worth, length by length: `encoder.json` of a study's folder. */
export interface EncoderData {
  readonly encoders: readonly MeasuredEncoder[];
}

/** An encoder at one length. */
export interface MeasuredEncoder
  extends Pick<EncoderMeasurement, "model" | "arrangement" | "command" | "codeSha256" | "threads"> {
  readonly measured: LengthMeasurement;
  /** Null where it was not timed. */
  readonly speed: SpeedMeasurement | null;
  /** Null where it was not kept beside the encoder. */
  readonly origin: EncoderOrigin | null;
}

export const encoderDataFile = "encoder.json";

/** A measurement as a study's folder keeps it, with where each of its encoders comes from. */
export function encoderData(
  { lengths, speed, ...others }: EncoderMeasurement,
  origins: readonly EncoderOrigin[],
): EncoderData {
  return {
    encoders: lengths.map((measured) => ({
      ...others,
      measured,
      speed: speed.find(({ tokens }) => tokens === measured.tokens) ?? null,
      origin: origins.find(({ sha256 }) => sha256 === measured.encoderSha256) ?? null,
    })),
  };
}

/** Both as one, by model, arrangement and N: where both have one, it is the later one's. */
export function joinEncoderData(earlier: EncoderData, later: EncoderData): EncoderData {
  const encoders = joined(earlier.encoders, later.encoders, {
    by: ({ model, arrangement, measured: { tokens } }) => [model, arrangement, tokens],
  });
  return { encoders: encoders.sort((a, b) => a.measured.tokens - b.measured.tokens) };
}

const interval = fields({ estimate: number, low: number, high: number });

const each = (names: readonly string[], shape: DataShape) =>
  fields(Object.fromEntries(names.map((name) => [name, shape])));

const data = fields({
  encoders: listOf(fields({
    model: text,
    arrangement: text,
    command: text,
    codeSha256: text,
    threads: count,
    measured: fields({
      tokens: count,
      encoderSha256: text,
      straight: listOf(fields({
        genre: oneOf(...genres),
        texts: count,
        windows: count,
        scores: each(
          methods,
          fields({ accuracy: share, exact: share, encoderIsBetterBy: nullOr(interval) }),
        ),
      })),
      bank: fields({ texts: count, exact: count, textSteps: count }),
      ridgePenalty: amount,
      steps: fields({
        texts: listOf(text),
        budget: count,
        steps: each(starts, listOf(count)),
        exact: each(starts, count),
        median: each(starts, amount),
        againstCommon: interval,
        againstNormal: interval,
      }),
    }),
    speed: nullOr(fields({
      tokens: count,
      repetitions: count,
      encodeAndPassTokensPerSecond: amount,
      autoregressiveTokensPerSecond: amount,
      ratio: interval,
    })),
    origin: nullOr(originShape),
  })),
});

/** What is wrong with a value that should be encoders' data; null where nothing is. */
export function encoderDataFault(value: unknown): string | null {
  const fault = data(value, "");
  if (fault !== null) return fault;
  for (const [at, { measured }] of (value as EncoderData).encoders.entries()) {
    const { straight, steps: { texts, steps } } = measured;
    if (!straight.some(({ genre }) => genre === "prose")) {
      return `"encoders[${at}].measured.straight" has no prose, which the rule judges`;
    }
    const odd = starts.find((name) => steps[name].length !== texts.length);
    if (odd !== undefined) {
      return `"encoders[${at}].measured.steps.steps.${odd}" has ${steps[odd].length} numbers, ` +
        `want one for each of ${texts.length} texts`;
    }
  }
  return null;
}

/**
 * What a folder's encoder.json says; null where it has none.
 *
 * @throws SyntaxError naming the file and what is wrong there
 */
export async function readEncoderData(folder: string): Promise<EncoderData | null> {
  return await readCheckedJson(join(folder, encoderDataFile), { fault: encoderDataFault });
}

/** Adds to what the folder has; whoever calls it sees to it that nobody else does at that time. */
export async function addEncoderData(folder: string, later: EncoderData): Promise<void> {
  const earlier = await readEncoderData(folder) ?? { encoders: [] };
  const all = joinEncoderData(earlier, later);
  await writeFileAtomic(join(folder, encoderDataFile), `${JSON.stringify(all, null, 1)}\n`);
}
