import { apply, type Kernel, reject, sizeOf, type Value } from "../graph/mod.ts";

/**
 * Rows of a table by index: table [V, D], ids int64 [...] → [..., D]. The embedding look-up. The
 * table is frozen: no gradient flows to it.
 */
export function gatherRows(table: Value, ids: Value): Value {
  return apply(gatherRowsKernel, [table, ids], {})[0];
}

export const gatherRowsKernel: Kernel<Record<never, never>> = {
  name: "gatherRows",
  shape([table, ids]) {
    if (table.shape.length !== 2 || ids.dtype !== "int64") {
      reject("gatherRows", [table, ids], "float32 [V, D] and int64 [...]");
    }
    return [{ shape: [...ids.shape, table.shape[1]], dtype: table.dtype }];
  },
  reference([table, ids]) {
    const [, width] = table.shape;
    const shape = [...ids.shape, width];
    const data = new Float64Array(sizeOf(shape));
    ids.data.forEach((id, row) =>
      data.set(table.data.subarray(id * width, (id + 1) * width), row * width)
    );
    return [{ shape, data }];
  },
  gradient() {
    throw new TypeError('Cannot differentiate "gatherRows": its table is frozen');
  },
  lower: ({ names, to }) => to.emit("Gather", names, { attributes: { axis: 0 } }),
  tolerance: { absolute: 0, relative: 0 },
};
