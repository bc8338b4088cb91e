import { arrangementNamed, arrangements } from "../proto/mod.ts";
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

/** A solution's header is a few hundred bytes. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Reads a solution.
 *
 * @throws SyntaxError where the file is no solution or says what cannot be
 */
export async function readSolution(path: string): Promise<Solution> {
  const file = await readSafetensorsHeader(path, { maxHeaderBytes: MAX_HEADER_BYTES });
  const { metadata, tensors } = file;
  const wrong = (what: string) => new SyntaxError(`Cannot read solution "${path}": ${what}`);
  const whole = (name: string, least: number) => {
    const value = Number(metadata[name]);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw wrong(`its ${name} is ${quoted(metadata[name])}, want a whole number from ${least}`);
  };
  const entry = tensors.get("proto");
  const word = (name: string) => {
    const value = metadata[name] ?? "";
    if (/^[\x21-\x7e]{0,120}$/.test(value)) return value;
    throw wrong(`its ${name} is ${quoted(value)}, want a word`);
  };
  if (metadata.format !== "onepass solution 1" || entry === undefined) {
    throw wrong('it is no solution, want one written by "deno task fit --out"');
  }
  if (!Object.hasOwn(arrangements, metadata.arrangement ?? "")) {
    throw wrong(`its arrangement is ${quoted(metadata.arrangement)}, which is not known`);
  }
  const arrangement = arrangementNamed(metadata.arrangement);
  const tokens = whole("tokens", 1);
  const accuracy = Number(metadata.accuracy);
  if (!(accuracy >= 0 && accuracy <= 1)) {
    throw wrong(`its accuracy is ${quoted(metadata.accuracy)}, want a share from 0 to 1`);
  }
  const [vectors, width] = entry.shape;
  if (entry.shape.length !== 2 || vectors !== arrangement.vectors || entry.dtype !== "F32") {
    throw wrong(
      `proto is ${entry.dtype} ${quoted(entry.shape.join(", "))}, ${arrangement.name} wants ` +
        `F32 "${arrangement.vectors}, D"`,
    );
  }
  return {
    proto: await readTensor(file, "proto"),
    width,
    arrangement: arrangement.name,
    tokens,
    model: word("model"),
    weightsSha256: word("weights_sha256"),
    tokenizerSha256: word("tokenizer_sha256"),
    recipe: word("recipe"),
    seed: whole("seed", 0),
    accuracy,
    tokenIdsSha256: word("token_ids_sha256"),
  };
}

/** A value out of the file as an error shows it: one short line. */
function quoted(value: string | undefined): string {
  return value === undefined ? "missing" : JSON.stringify(value.slice(0, 60));
}
