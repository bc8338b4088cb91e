import type { Value } from "../graph/mod.ts";
import { readTensor } from "../models/weights/mod.ts";
import { planFit } from "../experiments/plan_fit.ts";
import { engineIdentity } from "../experiments/engine_choice.ts";
import { type ArrangementName, bestOfE } from "../proto/mod.ts";
import { runStudy, solutionOf, type StudyContext } from "../study/study_fits.ts";
import { ridge } from "./ridge.ts";
import { drawWindows } from "./windows.ts";

/** Texts of the training books whose e was fitted, m being the common start's. */
export interface FittedBank {
  readonly texts: readonly (readonly number[])[];
  /** [K, D] of each. */
  readonly protos: readonly Float32Array[];
  /** What a pass from each says. */
  readonly said: readonly (readonly number[])[];
  readonly exact: number;
  readonly textSteps: number;
}

/** Fits `count` texts of N tokens from anywhere in the books. */
export async function fittedBank(
  row: Int32Array,
  { tokens, count, maxSteps, arrangement }: {
    readonly tokens: number;
    readonly count: number;
    readonly maxSteps: number;
    readonly arrangement: ArrangementName;
  },
  context: StudyContext,
): Promise<FittedBank> {
  const drawn = drawWindows(row, {
    ...{ seed: 1, step: 0, batch: count, tokens },
    purpose: "encoder-bank",
  });
  const texts = Array.from({ length: count }, (_, i) => drawn.slice(i * tokens, (i + 1) * tokens));
  const { model, engine, codeSha256, starts } = context;
  const batch = Math.max(1, Math.min(count, Math.floor(256 / tokens)));
  const fits = texts.map((targets, i) =>
    planFit({ id: `bank-${tokens}-${i}`, source: "books", targets }, {
      recipe: bestOfE({ name: "encoder-bank", from: "common", maxSteps }),
      arrangement,
      seed: 1,
    }, { model, engine: engineIdentity(engine, batch), codeSha256, starts })
  );
  const studied = await runStudy(fits, context);
  return {
    texts,
    protos: await Promise.all(studied.map((fit) => solutionOf(fit, context))),
    said: studied.map(({ result }) => result.reconstructedIds),
    exact: studied.filter(({ result }) => result.exact).length,
    textSteps: studied.reduce((sum, { result }) => sum + result.steps + 1, 0),
  };
}

/** What the solution of the text says that has most tokens in common with `ids`, place by place. */
export function nearestSays(
  { texts, said }: FittedBank,
  ids: readonly number[],
): readonly number[] {
  let best = 0;
  let most = -1;
  texts.forEach((text, at) => {
    const common = text.filter((id, i) => id === ids[i]).length;
    if (common > most) [best, most] = [at, common];
  });
  return said[best];
}

/** e by ridge regression on the embeddings of all N tokens in their places, m the common start's. */
export function regressed(
  { texts, protos }: FittedBank,
  { table, width }: { readonly table: Float32Array; readonly width: number },
): { readonly predict: (ids: readonly number[]) => Float32Array; readonly penalty: number } {
  const embedded = (ids: readonly number[]) => {
    const row = new Float32Array(ids.length * width);
    ids.forEach((id, at) => {
      const vector = table.subarray(id * width, (id + 1) * width);
      const size = Math.hypot(...vector) / Math.sqrt(width);
      vector.forEach((x, i) => row[at * width + i] = x / size);
    });
    return row;
  };
  const learned = ridge(texts.map(embedded), protos.map((proto) => proto.slice(0, width)));
  const rest = protos[0].slice(width);
  return {
    penalty: learned.penalty,
    predict(ids) {
      const proto = new Float32Array(width + rest.length);
      proto.set(learned.predict(embedded(ids)));
      proto.set(rest, width);
      return proto;
    },
  };
}

/** The model's embeddings [V, D] as numbers. */
export async function embeddingTable(
  { embeddings }: { readonly embeddings: Value },
): Promise<Float32Array> {
  const { origin, shape } = embeddings;
  if (origin.kind !== "weight") {
    throw new TypeError("Cannot read the embeddings: they are no weight of a file");
  }
  const { path, byteOffset, byteLength, storage } = origin.location;
  const entry = { name: "table", dtype: storage, shape, byteOffset, byteLength, path };
  return await readTensor({ tensors: new Map([[entry.name, entry]]) }, "table");
}
