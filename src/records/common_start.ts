import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureSettings } from "../fixtures/mod.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import { arrangements, arrangementSlug } from "../proto/mod.ts";
import { type CommonMetric, commonMetricPath, readCommonMetric } from "./common_metric.ts";
import { tensorsSha256 } from "./content_sha256.ts";
import type { ModelIdentity } from "./record.ts";

/** Vectors from which any text of a model is fitted, in one arrangement. */
export interface CommonStart {
  /** [K, D]: e, m. */
  readonly proto: Float32Array;
  readonly width: number;
  readonly arrangement: string;
  readonly model: string;
  readonly weightsSha256: string;
  /** Ids of the texts it was made from; none of them, nor of their authors, is ever judged. */
  readonly texts: readonly string[];
  /** Forward-backward passes it cost, over all texts. */
  readonly textSteps: number;
  /** How it was made, in words, and the command that makes it again. */
  readonly method: string;
  readonly command: string;
  /** The curvature along the fits that begin here, where it was sampled. */
  readonly metric?: CommonMetric;
}

/** What a recipe calls vectors by: sha256 of their float32 bytes. */
export function vectorsSha256(vectors: Float32Array): string {
  return tensorsSha256([vectors]);
}

/** Starts that come with the project, then those made on this machine. */
export function startFolders(): string[] {
  const published = fileURLToPath(new URL("../../fixtures/starts/", import.meta.url));
  return [published, join(fixtureSettings().cacheFolder, "starts")];
}

/** Where in a folder of starts a model's lies. */
export function commonStartPath(folder: string, model: string, arrangement: string): string {
  return join(folder, model, `${arrangementSlug(arrangement)}.safetensors`);
}

/** Writes a start: tensor `proto` float32 [K, D], everything else as metadata strings. */
export async function writeCommonStart(
  path: string,
  start: Omit<CommonStart, "metric">,
): Promise<void> {
  const { proto, width, texts, textSteps, ...words } = start;
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeSafetensors(path, [{
    name: "proto",
    dtype: "F32",
    shape: [proto.length / width, width],
    data: proto,
  }], {
    metadata: {
      format: "onepass common start 1",
      sha256: vectorsSha256(proto),
      texts: texts.join(" "),
      textSteps: String(textSteps),
      ...words,
    },
  });
}

/**
 * A model's start in an arrangement, from the first folder that has one made on the very weights;
 * null where none has.
 *
 * @throws SyntaxError where the file is not what it was when it was written
 */
export async function findCommonStart(
  { weightsSha256 }: Pick<ModelIdentity, "weightsSha256">,
  arrangement: string,
  { folders = startFolders() }: { readonly folders?: readonly string[] } = {},
): Promise<CommonStart | null> {
  for (const folder of folders) {
    // By the weights, whatever the model is called: they may be files of the user's own.
    for (const model of await modelsIn(folder)) {
      const start = await readCommonStart(commonStartPath(folder, model, arrangement));
      if (start?.weightsSha256 === weightsSha256) return start;
    }
  }
  return null;
}

async function modelsIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** All common starts of a model, with their metrics, by arrangement. */
export async function commonStartsOf(
  model: Pick<ModelIdentity, "weightsSha256">,
): Promise<ReadonlyMap<string, CommonStart>> {
  const found = await Promise.all(
    Object.keys(arrangements).map(async (arrangement) => {
      const start = await findCommonStart(model, arrangement);
      if (start === null) return null;
      const metric = await findCommonMetric(start);
      return metric === null ? start : { ...start, metric };
    }),
  );
  return new Map(found.filter((one) => one !== null).map((one) => [one.arrangement, one]));
}

/** The metric sampled along fits from that very start, from the first folder that has it. */
async function findCommonMetric(start: CommonStart): Promise<CommonMetric | null> {
  const { arrangement, weightsSha256, proto } = start;
  const of = { weightsSha256, startSha256: vectorsSha256(proto) };
  for (const folder of startFolders()) {
    for (const model of await modelsIn(folder)) {
      const metric = await readCommonMetric(commonMetricPath(folder, model, arrangement), { of });
      if (metric !== null) return metric;
    }
  }
  return null;
}

/**
 * Arrangements for which a start and its metric lie under a model's name: what can be said before its weights are
 * at hand.
 */
export async function commonStartsNamed(
  model: string,
  { folders = startFolders() }: { readonly folders?: readonly string[] } = {},
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    Object.keys(arrangements).map(async (arrangement) => {
      const lies = async (path: typeof commonStartPath) => {
        const paths = folders.map((folder) => path(folder, model, arrangement));
        return (await Promise.all(paths.map(isThere))).includes(true);
      };
      return await lies(commonStartPath) && await lies(commonMetricPath) ? [arrangement] : [];
    }),
  );
  return new Set(found.flat());
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

async function readCommonStart(path: string): Promise<CommonStart | null> {
  try {
    const file = await readSafetensorsHeader(path);
    const { metadata, tensors } = file;
    const proto = await readTensor(file, "proto");
    if (metadata.format !== "onepass common start 1" || metadata.sha256 !== vectorsSha256(proto)) {
      throw new SyntaxError(
        `Cannot use common start "${path}": its vectors are not those that were written, ` +
          "restore it or remove it",
      );
    }
    return {
      proto,
      width: tensors.get("proto")!.shape[1],
      arrangement: metadata.arrangement,
      model: metadata.model,
      weightsSha256: metadata.weightsSha256,
      texts: metadata.texts.split(" "),
      textSteps: Number(metadata.textSteps),
      method: metadata.method,
      command: metadata.command,
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
