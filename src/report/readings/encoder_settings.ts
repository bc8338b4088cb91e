import type { EncoderData, MeasuredEncoder } from "../../amortised/encoder_data.ts";
import type { Method } from "../../amortised/measurement.ts";

/** Encoders of one model in one arrangement, by N. */
export interface EncoderSetting {
  readonly model: string;
  readonly arrangement: string;
  /** Tells settings apart in file names; empty where there is one. */
  readonly slug: string;
  readonly encoders: readonly MeasuredEncoder[];
}

export function encoderSettings({ encoders }: EncoderData): EncoderSetting[] {
  const groups = Map.groupBy(
    encoders,
    ({ model, arrangement }) => JSON.stringify([model, arrangement]),
  );
  return [...groups.values()].map((own, at, { length }) => ({
    model: own[0].model,
    arrangement: own[0].arrangement,
    slug: length > 1 ? `-${at + 1}` : "",
    encoders: own.toSorted((a, b) => a.measured.tokens - b.measured.tokens),
  }));
}

/** "N = 8", and of which model and arrangement where there are several. */
export function encoderTitle(
  tokens: number,
  { model, arrangement, slug }: EncoderSetting,
): string {
  return `N = ${tokens}${slug === "" ? "" : `, ${model}, ${arrangement}`}`;
}

/** What a reader calls the ways of getting vectors without fitting. */
export const methodNames: Readonly<Record<Method, string>> = {
  encoder: "encoder",
  nearest: "nearest fitted text",
  "common start": "common start",
  ridge: "ridge regression",
};
