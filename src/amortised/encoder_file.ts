import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureSettings } from "../fixtures/mod.ts";
import { sizeOf } from "../graph/mod.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import { arrangementSlug } from "../proto/mod.ts";
import { contentFault, contentSha256 } from "../records/content_sha256.ts";
import { type EncoderSizes, type Parameters, parameterSpecs } from "./encoder_sizes.ts";
import type { OtherLoss } from "./training_loss.ts";

/** A trained encoder of one model in one arrangement. */
export interface Encoder {
  readonly model: string;
  readonly weightsSha256: string;
  readonly arrangement: string;
  /** Of the common start that its output is counted from, and of the metric that scales it. */
  readonly startSha256: string;
  readonly metricSha256: string;
  readonly sizes: EncoderSizes;
  /** As directionsOf() takes them. */
  readonly reach: number;
  readonly power: number;
  readonly parameters: Parameters;
  /** Steps of training. */
  readonly steps: number;
  /** What it was trained down, where that is not the cross-entropy. */
  readonly loss?: OtherLoss;
  /** The command that makes it again. */
  readonly command: string;
}

/** An encoder as a file has it. */
export interface StoredEncoder extends Encoder {
  /** Of all that the file says: what fits that begin where it points are keyed by. */
  readonly sha256: string;
}

const format = "onepass encoder 1";

/** Encoders that come with the project, then those trained on this machine. */
export function encoderFolders(): string[] {
  const published = fileURLToPath(new URL("../../fixtures/encoders/", import.meta.url));
  return [published, join(fixtureSettings().cacheFolder, "encoders")];
}

/** Where in a folder of encoders a model's for texts of some lengths lies. */
export function encoderPath(
  folder: string,
  { model, lengths, ...how }: {
    readonly model: string;
    readonly arrangement: string;
    readonly lengths: readonly number[];
    readonly loss?: OtherLoss;
  },
): string {
  return join(folder, model, `${beginOf(how)}${lengths.join("-")}.safetensors`);
}

/** Another loss has names of its own: its encoders are found where it is asked for, and only there. */
function beginOf({ arrangement, loss }: Pick<Encoder, "arrangement" | "loss">): string {
  return `${arrangementSlug(arrangement)}${loss === undefined ? "" : `.${loss}`}.n`;
}

/**
 * Writes an encoder, its parameters as float16, and gives the sha256 of its content.
 *
 * @throws RangeError where a parameter has no finite float16
 */
export async function writeEncoder(path: string, encoder: Encoder): Promise<string> {
  const { parameters, sizes, reach, power, steps, loss, ...words } = encoder;
  const rounded = new Map([...parameters].map(([name, x]) => [name, new Float16Array(x)]));
  for (const [name, values] of rounded) {
    if (values.every(Number.isFinite)) continue;
    throw new RangeError(
      `Cannot write encoder "${path}": its "${name}" leaves float16's range, train with a lower rate`,
    );
  }
  const metadata = {
    format,
    ...words,
    sizes: JSON.stringify(sizes),
    reach: String(reach),
    power: String(power),
    steps: String(steps),
    ...loss !== undefined && { loss },
  };
  const widened = [...rounded].map(([name, x]) => [name, new Float32Array(x)] as const);
  const sha256 = contentSha256(metadata, Object.fromEntries(widened));
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeSafetensors(
    path,
    parameterSpecs(sizes).map(({ name, shape }) => ({
      name,
      dtype: "F16" as const,
      shape,
      data: rounded.get(name)!,
    })),
    { metadata: { ...metadata, sha256 } },
  );
  return sha256;
}

/**
 * The encoder in a file; null where there is no such file.
 *
 * @throws SyntaxError where it is none, or not what was written
 */
export async function readEncoder(path: string): Promise<StoredEncoder | null> {
  try {
    const file = await readSafetensorsHeader(path);
    const { metadata } = file;
    const wrong = (why: string) =>
      new SyntaxError(`Cannot use encoder "${path}": ${why}, restore it or remove it`);
    if (metadata.format !== format) throw wrong(`it is no "${format}"`);
    const sizes = JSON.parse(metadata.sizes) as EncoderSizes;
    const tensors: Record<string, Float32Array> = {};
    for (const { name, shape } of parameterSpecs(sizes)) {
      tensors[name] = await readTensor(file, name);
      if (tensors[name].length !== sizeOf(shape)) throw wrong(`"${name}" is of another size`);
    }
    const fault = contentFault(metadata, tensors);
    if (metadata.sha256 === undefined || fault !== null) {
      throw wrong(fault ?? "its sha256 is missing");
    }
    return {
      model: metadata.model,
      weightsSha256: metadata.weightsSha256,
      arrangement: metadata.arrangement,
      startSha256: metadata.startSha256,
      metricSha256: metadata.metricSha256,
      sizes,
      reach: Number(metadata.reach),
      power: Number(metadata.power),
      parameters: new Map(Object.entries(tensors)),
      steps: Number(metadata.steps),
      command: metadata.command,
      ...metadata.loss !== undefined && { loss: metadata.loss as OtherLoss },
      sha256: metadata.sha256,
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whose encoder is wanted. */
export interface WantedEncoder {
  readonly model: { readonly id: string; readonly weightsSha256: string };
  readonly arrangement: string;
  /** N of the texts. */
  readonly tokens: number;
  /** What it was trained down; the cross-entropy where it is absent. */
  readonly loss?: OtherLoss;
}

/**
 * The encoder of a model's very weights that takes texts of N tokens, from the first folder that has
 * one.
 *
 * @throws RangeError where there is none, naming the lengths that there are
 */
export async function findEncoder(
  { model, arrangement, tokens, loss }: WantedEncoder,
  { folders = encoderFolders() }: { readonly folders?: readonly string[] } = {},
): Promise<StoredEncoder> {
  const known = new Set<number>();
  for (const folder of folders) {
    for (const path of await encodersIn(join(folder, model.id), beginOf({ arrangement, loss }))) {
      const header = await readSafetensorsHeader(path);
      if (header.metadata.weightsSha256 !== model.weightsSha256) continue;
      const { lengths } = JSON.parse(header.metadata.sizes) as EncoderSizes;
      if (lengths.includes(tokens)) return (await readEncoder(path))!;
      for (const length of lengths) known.add(length);
    }
  }
  if (known.size === 0) {
    throw new RangeError(
      `Cannot encode for model "${model.id}" in ${arrangement}: there is no encoder of its weights` +
        `${trainedBy(loss)}; train one, deno task encoder train --model ${model.id} ` +
        `--arrangement "${arrangement}"${loss === undefined ? "" : ` --loss ${loss}`}`,
    );
  }
  const lengths = [...known].sort((a, b) => a - b);
  throw new RangeError(wrongLength(tokens, { lengths, loss }));
}

const trainedBy = (loss?: OtherLoss) => loss === undefined ? "" : ` trained by ${loss}`;

function wrongLength(
  tokens: number,
  { lengths, loss }: { readonly lengths: readonly number[]; readonly loss?: OtherLoss },
): string {
  const fitting = lengths.findLast((length) => length < tokens);
  const cure = fitting === undefined
    ? "give a text of such a length"
    : `--tokens ${fitting} takes the first ${fitting} of them`;
  return `Cannot encode ${tokens} tokens: there are encoders${trainedBy(loss)} of ${
    lengths.join(", ")
  } tokens; ${cure}`;
}

/** A folder's encoders of one arrangement and loss, by name. */
async function encodersIn(folder: string, begins: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name)
      .filter((name) => name.startsWith(begins) && name.endsWith(".safetensors"))
      .sort().map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
