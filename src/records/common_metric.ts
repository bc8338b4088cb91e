import { dirname, join } from "node:path";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import { arrangementSlug, type Metric } from "../proto/mod.ts";
import { contentFault, contentSha256 } from "./content_sha256.ts";

/** The curvature that fits of a model's texts have in common in one arrangement. */
export interface CommonMetric extends Metric {
  readonly arrangement: string;
  readonly model: string;
  readonly weightsSha256: string;
  /** sha256 of the start that the sampled fits began at. */
  readonly startSha256: string;
  /** Ids of the texts it was made from; none of them, nor of their authors, is ever judged. */
  readonly texts: readonly string[];
  /** Forward-backward passes it cost, over all texts. */
  readonly textSteps: number;
  /** How it was made, in words, and the command that makes it again. */
  readonly method: string;
  readonly command: string;
  /** Of all that the file says; what recipes call it by. */
  readonly sha256: string;
}

const format = "onepass common metric 1";

/** Where in a folder of starts a model's metric lies: beside the start it goes with. */
export function commonMetricPath(folder: string, model: string, arrangement: string): string {
  return join(folder, model, `${arrangementSlug(arrangement)}.metric.safetensors`);
}

/** Writes a metric and gives its sha256: tensors `rows` [R, K·D] and `scales` [R], float32. */
export async function writeCommonMetric(
  path: string,
  { rows, scales, rest, texts, textSteps, ...words }: Omit<CommonMetric, "sha256">,
): Promise<string> {
  const metadata = {
    format,
    rest: String(rest),
    texts: texts.join(" "),
    textSteps: String(textSteps),
    ...words,
  };
  const sha256 = contentSha256(metadata, { rows, scales });
  await Deno.mkdir(dirname(path), { recursive: true });
  const { length: count } = scales;
  const shapes = { rows: [count, rows.length / count], scales: [count] };
  await writeSafetensors(
    path,
    Object.entries({ rows, scales }).map(([name, data]) => ({
      name,
      dtype: "F32" as const,
      shape: shapes[name as keyof typeof shapes],
      data,
    })),
    { metadata: { ...metadata, sha256 } },
  );
  return sha256;
}

/**
 * The metric in a file; null where there is no such file, or it is of others than `of` says, which its
 * header tells: a megabyte of another model's is then neither read nor hashed.
 *
 * @throws SyntaxError where the file is not what it was when it was written
 */
export async function readCommonMetric(
  path: string,
  { of = {} }: { readonly of?: Partial<Pick<CommonMetric, "weightsSha256" | "startSha256">> } = {},
): Promise<CommonMetric | null> {
  try {
    const file = await readSafetensorsHeader(path);
    const { sha256, ...metadata } = file.metadata;
    if (Object.entries(of).some(([name, value]) => metadata[name] !== value)) return null;
    const tensors = {
      rows: await readTensor(file, "rows"),
      scales: await readTensor(file, "scales"),
    };
    const fault = metadata.format === format && sha256 !== undefined
      ? contentFault(file.metadata, tensors)
      : `it is no "${format}"`;
    if (fault !== null) {
      throw new SyntaxError(
        `Cannot use common metric "${path}": ${fault}, restore it or remove it`,
      );
    }
    return {
      ...tensors,
      rest: Number(metadata.rest),
      arrangement: metadata.arrangement,
      model: metadata.model,
      weightsSha256: metadata.weightsSha256,
      startSha256: metadata.startSha256,
      texts: metadata.texts.split(" "),
      textSteps: Number(metadata.textSteps),
      method: metadata.method,
      command: metadata.command,
      sha256,
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
