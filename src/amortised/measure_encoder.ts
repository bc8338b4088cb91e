import type { LanguageModel } from "../models/mod.ts";
import type { ArrangementName } from "../proto/mod.ts";
import type { StudyContext } from "../study/study_fits.ts";
import { embeddingTable, fittedBank, nearestSays, regressed } from "./baselines.ts";
import type { StoredEncoder } from "./encoder_file.ts";
import { measureSteps } from "./measure_steps.ts";
import { measureStraight, type Sayers } from "./measure_straight.ts";
import { genres, type TextsByGenre } from "./measured_texts.ts";
import type { LengthMeasurement } from "./measurement.ts";
import type { OpenEncoder } from "./open_encoder.ts";

/** How much is measured at a length. */
export interface MeasuredLength {
  readonly tokens: number;
  /** Training texts that are fitted for the baselines, and the most steps of each fit. */
  readonly bankTexts: number;
  readonly bankSteps: number;
  /** Held-out texts fitted from each start, and the most steps of each fit. */
  readonly fittedTexts: number;
  readonly budget: number;
}

/** As much as two cores carry in a quarter of an hour; a longer text costs more of both. */
export const measuredLengths: readonly MeasuredLength[] = [
  { tokens: 4, bankTexts: 256, bankSteps: 100, fittedTexts: 48, budget: 300 },
  { tokens: 8, bankTexts: 256, bankSteps: 200, fittedTexts: 48, budget: 400 },
  { tokens: 16, bankTexts: 128, bankSteps: 300, fittedTexts: 24, budget: 600 },
  { tokens: 32, bankTexts: 32, bankSteps: 600, fittedTexts: 8, budget: 800 },
];

/** Measures an encoder at one length, on books that nothing of it was trained on. */
export async function measureLength(
  { tokens, bankTexts, bankSteps, fittedTexts, budget }: MeasuredLength,
  { encoder, open, model, books, texts, arrangement }: {
    readonly encoder: StoredEncoder;
    readonly open: OpenEncoder;
    readonly model: LanguageModel;
    /** Ids of the training books. */
    readonly books: Int32Array;
    readonly texts: TextsByGenre;
    readonly arrangement: ArrangementName;
  },
  context: StudyContext,
): Promise<LengthMeasurement> {
  const { session, starts } = context;
  const bank = await fittedBank(books, {
    ...{ tokens, arrangement, count: bankTexts, maxSteps: bankSteps },
  }, context);
  const { width } = model.config;
  const linear = regressed(bank, { table: await embeddingTable(model), width });
  const said = (protos: readonly Float32Array[]) =>
    session.reconstructTexts({ arrangement, tokens, protos });
  const [common] = await said([starts!.get(arrangement)!.proto]);
  const sayers: Sayers = {
    encoder: async (windows) => await said(await inParts(windows, (part) => open.encode(part))),
    nearest: (windows) => Promise.resolve(windows.map((ids) => nearestSays(bank, ids))),
    "common start": (windows) => Promise.resolve(windows.map(() => common)),
    ridge: (windows) => said(windows.map(linear.predict)),
  };
  const straight: LengthMeasurement["straight"][number][] = [];
  for (const genre of genres) {
    const own = texts[genre];
    const measured = await measureStraight(own, { tokens, sayers });
    straight.push({ genre, texts: own.length, ...measured });
  }
  const steps = await measureSteps(
    texts.prose.filter(({ ids }) => ids.length >= tokens).slice(0, fittedTexts),
    { tokens, budget, arrangement, encoder: open, encoderSha256: encoder.sha256 },
    context,
  );
  return {
    tokens,
    encoderSha256: encoder.sha256,
    straight,
    bank: { texts: bank.texts.length, exact: bank.exact, textSteps: bank.textSteps },
    ridgePenalty: linear.penalty,
    steps,
  };
}

/** Texts of one encoder call, so that few programs are compiled. */
const encodedTogether = 64;

/** Parts of equal size, the last one filled up with its first text. */
async function inParts(
  windows: readonly (readonly number[])[],
  encode: (part: readonly (readonly number[])[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for (let at = 0; at < windows.length; at += encodedTogether) {
    const part = windows.slice(at, at + encodedTogether);
    const filled = Array.from({ length: encodedTogether }, (_, i) => part[i] ?? part[0]);
    all.push(...(await encode(filled)).slice(0, part.length));
  }
  return all;
}
