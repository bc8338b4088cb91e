import {
  input,
  sameShape,
  type Shape,
  showShape,
  type Source,
  type Value,
  weight,
} from "../graph/mod.ts";
import { type ModelConfig, readConfig } from "./config.ts";
import { gptNeox } from "./gpt_neox.ts";
import { causalPositions, type LanguageModel, type WeightLookup } from "./language_model.ts";
import { llama } from "./llama.ts";
import { mustBeTied } from "./tied_head.ts";
import { openWeights, shown, type WeightFiles } from "./weights/mod.ts";

/**
 * A model from its weights (a .safetensors file, or a folder of shards) and its config.json. Reads
 * headers only; the weights themselves are mapped by the engine.
 *
 * @throws TypeError where the config asks for what is not supported, or a weight is missing, left
 * over, or of another shape than the config says
 */
export async function openModel(
  weightsPath: string,
  config: Readonly<Record<string, unknown>>,
): Promise<LanguageModel> {
  const checked = readConfig(config);
  const files = await openWeights(weightsPath);
  const asked = new Set<string>();
  const model = modelOf(checked, weightLookup(files, asked));
  // Tracing one position asks for every weight there is, so that what is missing shows now.
  model.forward(input("probe", [1, 1, checked.width]), causalPositions(checked, 1));
  mustBeAll(files, asked);
  if (checked.tiedHead) await mustBeTied(files, tables[checked.architecture]);
  return model;
}

const architectures = { llama, gpt_neox: gptNeox };

/** The embedding table, and the output table of models that have one of their own. */
const tables = {
  llama: { embedding: "model.embed_tokens.weight", head: "lm_head.weight" },
  gpt_neox: { embedding: "gpt_neox.embed_in.weight", head: "embed_out.weight" },
} as const;

/** What older checkpoints keep beside weights: causal masks and rotary frequencies. */
const buffer = /\.(rotary_emb\.inv_freq|attention\.(bias|masked_bias))$/;

/** A weight of the model's body that nothing asks for is computed with by another model. */
function mustBeAll({ tensors }: WeightFiles, asked: ReadonlySet<string>): void {
  for (const name of tensors.keys()) {
    if (asked.has(name) || !/^(model|gpt_neox)\./.test(name) || buffer.test(name)) continue;
    throw new TypeError(
      `Cannot open model: its weights have a tensor "${
        shown(name)
      }", for which config.json has no ` +
        `place`,
    );
  }
}

function modelOf(config: ModelConfig, weights: WeightLookup): LanguageModel {
  return architectures[config.architecture](config, weights);
}

/** One value a weight, however often it is asked for. */
function weightLookup(files: WeightFiles, asked: Set<string>): WeightLookup {
  const read = (name: string, shape: Shape) => {
    asked.add(name);
    return weightValue(files, name, shape);
  };
  const made = new Map<string, Value | null>();
  const once = <T extends Value | null>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key) as T;
  };
  return Object.assign(
    (name: string, shape: Shape) => once(name, () => read(name, shape)),
    {
      stacked: (names: readonly string[], { rows, columns }: { rows: Shape; columns: number }) =>
        once(names.join(" "), () => {
          const parts = names.map((name, i) => read(name, [rows[i], columns]));
          return stackedWeight(names.join("+"), parts);
        }),
    },
  );
}

/** Neighbours in a file as one weight; null where they are none. */
function stackedWeight(name: string, parts: readonly Value[]): Value | null {
  const locations = parts.map(({ origin }) => (origin as Source & { kind: "weight" }).location);
  const [first] = locations;
  let end = first.byteOffset;
  for (const { path, storage, byteOffset, byteLength } of locations) {
    if (path !== first.path || storage !== first.storage || byteOffset !== end) return null;
    end += byteLength;
  }
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  return weight(name, [rows, parts[0].shape[1]], { ...first, byteLength: end - first.byteOffset });
}

function weightValue(files: WeightFiles, name: string, shape: Shape): Value {
  const entry = files.tensors.get(name);
  if (entry === undefined) {
    throw new TypeError(`Cannot open model: its weights have no tensor "${name}"`);
  }
  if (!sameShape(entry.shape, shape)) {
    throw new TypeError(
      `Cannot open model: tensor "${name}" is ${showShape(entry.shape)}, ` +
        `config.json wants ${showShape(shape)}`,
    );
  }
  const { path, byteOffset, byteLength, dtype } = entry;
  if (dtype !== "F32" && dtype !== "F16" && dtype !== "BF16") {
    throw new TypeError(
      `Cannot open model: tensor "${name}" is stored as ${dtype}, supported are F32, F16 and BF16`,
    );
  }
  return weight(name, shape, { path, byteOffset, byteLength, storage: dtype });
}
