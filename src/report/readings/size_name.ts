/** What was timed. */
interface Sized {
  readonly model: string;
  readonly B: number;
  readonly N: number;
}

/**
 * Names sizes for the rows of a chart: "N = 16", with B where there is more than one text, with the
 * model where some rows are of another.
 */
export function sizeNames(rows: readonly Sized[]): (size: Sized) => string {
  const models = new Set(rows.map(({ model }) => model));
  return ({ model, B, N }) => {
    const size = B === 1 ? `N = ${N}` : `B = ${B}, N = ${N}`;
    return models.size > 1 ? `${model}, ${size}` : size;
  };
}
