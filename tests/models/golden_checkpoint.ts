import { fileURLToPath } from "node:url";
import { type LanguageModel, openModel } from "../../src/models/mod.ts";
import { openWeights, readTensor } from "../../src/models/weights/mod.ts";

const golden = new URL("../../fixtures/golden/", import.meta.url);

/** What PyTorch computed on a model: see fixtures/golden/README.md. */
export interface Golden {
  readonly texts: readonly {
    readonly ids: readonly number[];
    readonly nextTokenLosses: readonly number[];
    readonly argmax: readonly number[];
    readonly greedy: { readonly prompt: number; readonly tokens: readonly number[] };
  }[];
  readonly onePass: {
    readonly arrangement: string;
    readonly tokens: number;
    readonly texts: readonly {
      readonly targets: readonly number[];
      readonly loss: number;
      readonly positionLosses: readonly number[];
      readonly argmax: readonly number[];
    }[];
  };
  readonly fits: readonly {
    readonly name: string;
    readonly recipe: {
      readonly lr: number;
      readonly betas: readonly [number, number];
      readonly eps: number;
      readonly weight_decay: number;
    };
    /** Before each step and after the last: [steps + 1][B]. */
    readonly losses: readonly (readonly number[])[];
  }[];
  /** Of the 512 vocabulary entries whose logits are kept, where not all are. */
  readonly columns?: readonly number[];
}

/** Reads fixtures/golden/NAME.json. */
export async function readGolden(name: string): Promise<Golden> {
  return JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, golden)));
}

/** A reader of the float32 tensors of fixtures/golden/NAME.safetensors. */
export async function goldenTensors(
  name: string,
): Promise<(tensor: string) => Promise<Float32Array>> {
  const files = await openWeights(fileURLToPath(new URL(`${name}.safetensors`, golden)));
  return (tensor) => readTensor(files, tensor);
}

/** The random-weight checkpoint in fixtures/golden/FOLDER, as transformers saved it. */
export async function goldenModel(
  folder: string,
  { weights = "model.safetensors", config = "config.json" } = {},
): Promise<LanguageModel> {
  const at = new URL(`${folder}/`, golden);
  const json = JSON.parse(await Deno.readTextFile(new URL(config, at)));
  return await openModel(fileURLToPath(new URL(weights, at)), json);
}

/** Rows e, m of each text: [B, D] and [B, D] → [B, 2, D]. */
export function protoRows(e: Float32Array, m: Float32Array, batch: number): Float32Array {
  const width = e.length / batch;
  const rows = new Float32Array(2 * e.length);
  for (let text = 0; text < batch; text++) {
    rows.set(e.subarray(text * width, (text + 1) * width), 2 * text * width);
    rows.set(m.subarray(text * width, (text + 1) * width), (2 * text + 1) * width);
  }
  return rows;
}
