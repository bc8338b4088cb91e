import { readExactly, type WeightEntry, type WeightFiles } from "./weights/mod.ts";

/** Bytes compared at a time. */
const chunkBytes = 1 << 20;

/**
 * Makes sure that a model whose config ties its tables has no output table of its own, or the same
 * one twice: with another, config and weights speak of two models.
 *
 * @throws TypeError where they differ
 */
export async function mustBeTied(
  { tensors }: WeightFiles,
  { embedding, head }: { readonly embedding: string; readonly head: string },
): Promise<void> {
  const [a, b] = [tensors.get(embedding), tensors.get(head)];
  if (a === undefined || b === undefined) return;
  if (a.dtype === b.dtype && a.byteLength === b.byteLength && await sameBytes(a, b)) return;
  throw new TypeError(
    `Cannot open model: config.json has "tie_word_embeddings": true, and its weights have another ` +
      `"${head}" than "${embedding}"`,
  );
}

async function sameBytes(a: WeightEntry, b: WeightEntry): Promise<boolean> {
  using first = await Deno.open(a.path);
  using second = await Deno.open(b.path);
  for (let done = 0; done < a.byteLength; done += chunkBytes) {
    const byteLength = Math.min(chunkBytes, a.byteLength - done);
    const [ours, theirs] = [
      await readExactly(first, { offset: a.byteOffset + done, byteLength }),
      await readExactly(second, { offset: b.byteOffset + done, byteLength }),
    ];
    if (!ours.every((byte, i) => byte === theirs[i])) return false;
  }
  return true;
}
