import { dirname } from "node:path";
import { type PublishedFile, sha256OfText } from "../fixtures/mod.ts";
import { convertOnce } from "./convert_once.ts";
import type { LoadOptions, ReadyModel } from "./ready_model.ts";
import {
  configFromGguf,
  readGgufHeader,
  readJsonObject,
  tokenizerDataFromGguf,
} from "./weights/mod.ts";

/** config.json of the largest published models is a few kilobytes. */
const MAX_CONFIG_BYTES = 1_000_000;

/** How files are got ready, the settings known. */
export type ReadyOptions =
  & Omit<LoadOptions, "settings">
  & { readonly settings: NonNullable<LoadOptions["settings"]> };

/** What a model's checked files come down to, by their roles: one GGUF file is converted once. */
export async function readyFiles(
  published: readonly PublishedFile[],
  options: ReadyOptions & { readonly format: "gguf" | "safetensors" },
): Promise<Omit<ReadyModel, "id" | "architecture">> {
  const weights = published.filter(({ role }) => /^weights(\.|$)/.test(role));
  return {
    files: Object.fromEntries(published.map(({ role, path }) => [role, path])),
    weightsSha256: identityOf(weights),
    source: weights[0].source,
    ...options.format === "gguf"
      ? await readyGguf(weights[0], options)
      : await readySafetensors(published, weights),
  };
}

function identityOf(weights: readonly PublishedFile[]): string {
  if (weights.length === 1) return weights[0].sha256;
  return sha256OfText(weights.map(({ sha256, name }) => `${sha256}  ${name}\n`).join(""));
}

async function readySafetensors(
  published: readonly PublishedFile[],
  weights: readonly PublishedFile[],
) {
  const config = published.find(({ role }) => role === "config")!;
  const tokenizer = published.find(({ role }) => role === "tokenizer")!;
  return {
    weights: weights.length === 1 ? weights[0].path : dirname(weights[0].path),
    config: await readJsonObject(config.path, { what: "config", maxBytes: MAX_CONFIG_BYTES }),
    tokenizer: { kind: "json" as const, path: tokenizer.path },
    tokenizerSha256: tokenizer.sha256,
  };
}

async function readyGguf(file: PublishedFile, options: ReadyOptions) {
  const header = await readGgufHeader(file.path);
  const data = tokenizerDataFromGguf(header);
  return {
    weights: await convertOnce(file, {
      ...options,
      onStart: () => options.onEvent?.({ kind: "converting", file: file.name }),
    }),
    config: { ...configFromGguf(header) },
    tokenizer: { kind: "gguf" as const, data },
    tokenizerSha256: sha256OfText(JSON.stringify(data)),
  };
}
