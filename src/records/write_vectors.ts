import { writeSafetensors } from "../models/weights/mod.ts";
import { contentSha256 } from "./content_sha256.ts";

/** Writes float32 vectors as tensors of one axis, beside metadata with the sha256 of all of it. */
export async function writeVectors(
  path: string,
  { vectors, metadata }: {
    readonly vectors: Readonly<Record<string, Float32Array>>;
    readonly metadata: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const tensors = Object.entries(vectors).map(([name, data]) => ({
    name,
    dtype: "F32" as const,
    shape: [data.length],
    data,
  }));
  const sha256 = contentSha256(metadata, vectors);
  await writeSafetensors(path, tensors, { metadata: { ...metadata, sha256 } });
}
