import { arrangementNamed } from "../proto/mod.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";

/** Two vectors and what is needed to read the text back from them. */
export interface Solution {
  /** [K, D]: e, m. */
  readonly proto: Float32Array;
  readonly width: number;
  readonly arrangement: string;
  /** N. */
  readonly tokens: number;
  readonly model: string;
  readonly weightsSha256: string;
  readonly tokenizerSha256: string;
  readonly recipe: string;
  readonly seed: number;
  /** Share of right tokens when it was stored, 0…1. */
  readonly accuracy: number;
  /** Identity of the target, so that a reader can tell whether it got the whole text back. */
  readonly tokenIdsSha256: string;
}

/**
 * Writes a solution as .safetensors: tensor `proto` float32 [K, D], everything else as metadata
 * strings.
 */
export async function writeSolution(path: string, solution: Solution): Promise<void> {
  const { proto, width } = solution;
  const shape = [proto.length / width, width];
  await writeSafetensors(path, [{ name: "proto", dtype: "F32", shape, data: proto }], {
    metadata: {
      format: "onepass solution 1",
      arrangement: solution.arrangement,
      tokens: String(solution.tokens),
      model: solution.model,
      weights_sha256: solution.weightsSha256,
      tokenizer_sha256: solution.tokenizerSha256,
      recipe: solution.recipe,
      seed: String(solution.seed),
      accuracy: String(solution.accuracy),
      token_ids_sha256: solution.tokenIdsSha256,
    },
  });
}

/**
 * Reads a solution.
 *
 * @throws SyntaxError where the file is no solution or says what cannot be
 */
export async function readSolution(path: string): Promise<Solution> {
  const file = await readSafetensorsHeader(path);
  const { metadata, tensors } = file;
  const wrong = (what: string) => new SyntaxError(`Cannot read solution "${path}": ${what}`);
  const entry = tensors.get("proto");
  if (metadata.format !== "onepass solution 1" || entry === undefined) {
    throw wrong('it is no solution, want one written by "deno task fit --out"');
  }
  const arrangement = arrangementNamed(metadata.arrangement ?? "");
  const tokens = Number(metadata.tokens);
  if (!Number.isInteger(tokens) || tokens < 1) {
    throw wrong(`its token count is "${metadata.tokens}"`);
  }
  const [vectors, width] = entry.shape;
  if (entry.shape.length !== 2 || vectors !== arrangement.vectors || entry.dtype !== "F32") {
    throw wrong(
      `proto is ${entry.dtype} [${entry.shape}], ${arrangement.name} wants F32 ` +
        `[${arrangement.vectors}, D]`,
    );
  }
  return {
    proto: await readTensor(file, "proto"),
    width,
    arrangement: arrangement.name,
    tokens,
    model: metadata.model ?? "",
    weightsSha256: metadata.weights_sha256 ?? "",
    tokenizerSha256: metadata.tokenizer_sha256 ?? "",
    recipe: metadata.recipe ?? "",
    seed: Number(metadata.seed),
    accuracy: Number(metadata.accuracy),
    tokenIdsSha256: metadata.token_ids_sha256 ?? "",
  };
}
