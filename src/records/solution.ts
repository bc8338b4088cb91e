import { arrangementNamed, arrangements } from "../proto/mod.ts";
import { contentFault, contentSha256 } from "./content_sha256.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";

/** Two vectors and what is needed to read the text back from them. */
export interface Solution {
  /** [K, D]: e, m. */
  readonly proto: Float32Array;
  /** D, components of each vector. */
  readonly width: number;
  /** Order of the vectors in the input, for example "[e][m]×(N−1)". */
  readonly arrangement: string;
  /** N. */
  readonly tokens: number;
  /** Id of the model, or the name of its files. */
  readonly model: string;
  /** Of the published weights; others do not read it. */
  readonly weightsSha256: string;
  /** Of the tokenizer's data. */
  readonly tokenizerSha256: string;
  /** Name of the recipe. */
  readonly recipe: string;
  /** Of the first start. */
  readonly seed: number;
  /** Share of right tokens when it was stored, 0…1. */
  readonly accuracy: number;
  /** Identity of the target, so that a reader can tell whether it got the whole text back. */
  readonly tokenIdsSha256: string;
}

/** A solution as a file has it. */
export interface StoredSolution extends Solution {
  /** Of all that the file says; null where it was written before solutions had one. */
  readonly sha256: string | null;
}

/** Version 1 had no sha256. */
const formats = ["onepass solution 1", "onepass solution 2"];

/**
 * Writes a solution as .safetensors: tensor `proto` float32 [K, D], everything else as metadata
 * strings, with the sha256 of both.
 *
 * @returns that sha256
 */
export async function writeSolution(path: string, solution: Solution): Promise<string> {
  const { proto, width } = solution;
  const shape = [proto.length / width, width];
  const metadata = {
    format: formats[1],
    arrangement: solution.arrangement,
    tokens: String(solution.tokens),
    model: solution.model,
    weights_sha256: solution.weightsSha256,
    tokenizer_sha256: solution.tokenizerSha256,
    recipe: solution.recipe,
    seed: String(solution.seed),
    accuracy: String(solution.accuracy),
    token_ids_sha256: solution.tokenIdsSha256,
  };
  const sha256 = contentSha256(metadata, { proto });
  await writeSafetensors(path, [{ name: "proto", dtype: "F32", shape, data: proto }], {
    metadata: { ...metadata, sha256 },
  });
  return sha256;
}

/** A solution's header is a few hundred bytes. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Reads a solution and makes sure that it is as it was written; of version 1, that its vectors are
 * numbers.
 *
 * @throws SyntaxError where the file is no solution, says what cannot be, or was changed
 * @throws RangeError where it was cut short
 */
export async function readSolution(path: string): Promise<StoredSolution> {
  const file = await readSafetensorsHeader(path, {
    maxHeaderBytes: MAX_HEADER_BYTES,
    what: "solution",
  });
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
  if (!formats.includes(metadata.format) || entry === undefined) {
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
  const proto = await readTensor(file, "proto");
  const fault = metadata.sha256 === undefined && metadata.format !== formats[0]
    ? "its sha256 is missing"
    : contentFault(metadata, { proto });
  if (fault !== null) throw wrong(fault);
  return {
    proto,
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
    sha256: metadata.sha256 ?? null,
  };
}

/** A value out of the file as an error shows it: one short line. */
function quoted(value: string | undefined): string {
  return value === undefined ? "missing" : JSON.stringify(value.slice(0, 60));
}
