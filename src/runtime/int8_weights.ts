import { createHash } from "node:crypto";
import { join } from "node:path";
import { withLock } from "../fixtures/mod.ts";
import type { Int8Table, WeightProduct } from "../graph/mod.ts";
import { readSafetensorsHeader, readTensor, writeSafetensors } from "../models/weights/mod.ts";

/** Raised when quantisation itself changes. */
const version = 1;

/**
 * Weights in int8, one scale a column of the product, made once and kept in `folder`: which must
 * belong to one set of weights, since the file is named by what is multiplied, not by its bytes.
 */
export async function int8Weights(
  products: readonly WeightProduct[],
  folder: string,
): Promise<Int8Table> {
  const names = products.map(({ weight }) => weight).sort().join("\n");
  const hash = createHash("sha256").update(`${version}\n${names}`).digest("hex").slice(0, 16);
  const path = join(folder, `int8-${hash}.safetensors`);
  await withLock(`${path}.lock`, async () => {
    if (!await exists(path)) await writeQuantised(path, products);
  });
  const { tensors, path: realPath } = await readSafetensorsHeader(path);
  const weights = products.map(({ weight: name }) =>
    [name, {
      values: tensors.get(`${name} int8`)!,
      scales: tensors.get(`${name} scale`)!,
    }] as const
  );
  return { path: realPath, weights: new Map(weights) };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
}

async function writeQuantised(path: string, products: readonly WeightProduct[]): Promise<void> {
  let last: { readonly name: string; readonly made: Promise<Quantised> } | undefined;
  const quantised = (product: WeightProduct) => {
    const name = product.weight;
    if (last?.name !== name) last = { name, made: quantise(product) };
    return last.made;
  };
  await writeSafetensors(
    path,
    products.flatMap((product) => {
      const { weight: name, shape: [k, m] } = product;
      return [
        {
          name: `${name} scale`,
          dtype: "F32" as const,
          shape: [m],
          data: async function* () {
            yield (await quantised(product)).scales;
          },
        },
        {
          name: `${name} int8`,
          dtype: "I8" as const,
          shape: [k, m],
          data: async function* () {
            yield (await quantised(product)).values;
          },
        },
      ];
    }),
  );
}

interface Quantised {
  readonly values: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

async function quantise(product: WeightProduct): Promise<Quantised> {
  const { weight: name, storage: dtype, shape, path, byteOffset, byteLength } = product;
  const entry = { name, dtype, shape, byteOffset, byteLength };
  const matrix = await readTensor({ path, tensors: new Map([[name, entry]]) }, name);
  return quantisedColumns(matrix, shape);
}

/** int8 values and a scale a column of a [K, M] matrix: a column's largest magnitude becomes ±127. */
export function quantisedColumns(
  matrix: Float32Array,
  [rows, columns]: readonly [number, number],
): Quantised {
  const scales = new Float32Array(columns);
  for (let at = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const size = Math.abs(matrix[at]);
      if (size > scales[column]) scales[column] = size;
    }
  }
  for (let column = 0; column < columns; column++) scales[column] = scales[column] / 127 || 1;
  const values = new Int8Array(matrix.length);
  for (let at = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      values[at] = Math.round(matrix[at] / scales[column]);
    }
  }
  return { values, scales };
}
