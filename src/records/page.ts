import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";
import { arrangementNamed, arrangements } from "../proto/mod.ts";
import { contentFault, contentSha256 } from "./content_sha256.ts";

/**
 * A text of any length as chunks: each chunk has an e of its own, all share one m. One forward pass a
 * chunk, all of which can be one batch, gives the text back.
 */
export interface Page {
  /** [C, D]: e of each of the C chunks, in the text's order. */
  readonly e: Float32Array;
  /** [D] */
  readonly m: Float32Array;
  /** D. */
  readonly width: number;
  /** Name of how e and m are laid out. */
  readonly arrangement: string;
  /** N of each chunk. */
  readonly tokens: readonly number[];
  /** Id of the model that was fitted. */
  readonly model: string;
  /** Of its published file, or of the list of its files. */
  readonly weightsSha256: string;
  /** Of its tokenizer's data. */
  readonly tokenizerSha256: string;
  /** Name of the recipe of the fits. */
  readonly recipe: string;
  /** Identity of all chunks' ids together, so that a reader can tell whether it got the text back. */
  readonly tokenIdsSha256: string;
}

const format = "onepass page 1";

/** Tens of thousands of chunk lengths are a few hundred kilobytes. */
const maxHeaderBytes = 2 ** 20;

/** Writes a page as .safetensors: tensors `e` [C, D] and `m` [D], the rest as metadata strings. */
export async function writePage(path: string, page: Page): Promise<void> {
  const { e, m, width } = page;
  const metadata = {
    format,
    arrangement: page.arrangement,
    tokens: page.tokens.join(" "),
    model: page.model,
    weights_sha256: page.weightsSha256,
    tokenizer_sha256: page.tokenizerSha256,
    recipe: page.recipe,
    token_ids_sha256: page.tokenIdsSha256,
  };
  const sha256 = contentSha256(metadata, { e, m });
  await writeSafetensors(path, [
    { name: "e", dtype: "F32", shape: [page.tokens.length, width], data: e },
    { name: "m", dtype: "F32", shape: [width], data: m },
  ], { metadata: { ...metadata, sha256 } });
}

/** Whether the file says that it is a page, whatever else is wrong with it. */
export async function isPage(path: string): Promise<boolean> {
  const { metadata } = await readSafetensorsHeader(path, { maxHeaderBytes });
  return (metadata.format ?? "").startsWith("onepass page");
}

/**
 * Reads a page and makes sure that it is as it was written.
 *
 * @throws SyntaxError where it is none, says what cannot be, or was changed
 */
export async function readPage(path: string): Promise<Page> {
  const file = await readSafetensorsHeader(path, { maxHeaderBytes, what: "page" });
  const { metadata, tensors } = file;
  const wrong = (what: string) => new SyntaxError(`Cannot read page "${path}": ${what}`);
  const word = (name: string) => {
    const value = metadata[name] ?? "";
    if (/^[\x21-\x7e]{0,120}$/.test(value)) return value;
    throw wrong(`its ${name} is ${JSON.stringify(value.slice(0, 60))}, want a word`);
  };
  const [eEntry, mEntry] = [tensors.get("e"), tensors.get("m")];
  if (metadata.format !== format || eEntry === undefined || mEntry === undefined) {
    throw wrong('it is no page, want one written by "deno task fit --chunks --out"');
  }
  for (const [name, { dtype, shape }, axes] of [["e", eEntry, 2], ["m", mEntry, 1]] as const) {
    if (dtype === "F32" && shape.length === axes) continue;
    throw wrong(`${name} is ${dtype} [${shape.join(", ")}], want F32 of ${axes} axes`);
  }
  if (!Object.hasOwn(arrangements, metadata.arrangement ?? "")) {
    const got = JSON.stringify(metadata.arrangement?.slice(0, 60) ?? "missing");
    throw wrong(`its arrangement is ${got}, which is not known`);
  }
  const [e, m] = [await readTensor(file, "e"), await readTensor(file, "m")];
  const fault = metadata.sha256 === undefined
    ? "its sha256 is missing"
    : contentFault(metadata, { e, m });
  if (fault !== null) throw wrong(fault);
  const tokens = (metadata.tokens ?? "").split(" ").map(Number);
  if (!tokens.every((count) => Number.isSafeInteger(count) && count > 0)) {
    const got = JSON.stringify((metadata.tokens ?? "").slice(0, 60));
    throw wrong(`its tokens are ${got}, want whole numbers from 1`);
  }
  const [chunks, width] = eEntry.shape;
  if (chunks !== tokens.length || width !== m.length) {
    throw wrong(`e is [${chunks}, ${width}], ${tokens.length} chunks want ${m.length} each`);
  }
  return {
    e,
    m,
    width: m.length,
    arrangement: arrangementNamed(metadata.arrangement).name,
    tokens,
    model: word("model"),
    weightsSha256: word("weights_sha256"),
    tokenizerSha256: word("tokenizer_sha256"),
    recipe: word("recipe"),
    tokenIdsSha256: word("token_ids_sha256"),
  };
}

/** The vectors [K, D] of a chunk: its own e, and the m that all share. */
export function chunkVectors({ e, m, width }: Pick<Page, "e" | "m" | "width">, chunk: number) {
  const proto = new Float32Array(2 * width);
  proto.set(e.subarray(chunk * width, (chunk + 1) * width));
  proto.set(m, width);
  return proto;
}
