import type { LoadRow } from "../../bench/load_rows.ts";

/** Ways of loading with names: "weights mapped", with the model where some are of another. */
export function namedLoads(rows: readonly LoadRow[]): (LoadRow & { readonly name: string })[] {
  const models = new Set(rows.map(({ model }) => model));
  return rows.map((row) => {
    const weights = `weights ${row.weights}`;
    return { ...row, name: models.size > 1 ? `${row.model}, ${weights}` : weights };
  });
}
