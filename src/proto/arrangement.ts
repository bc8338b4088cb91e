/**
 * Arrangements: in what order the proto-tokens stand in the input, and which outputs are scored.
 * K counts the trained vectors (e is 0, m is 1), T the inputs, N the target tokens.
 */

/** One way of laying proto-tokens out for N target tokens. */
export interface Arrangement {
  /** As printed in reports, for example "[e][m]×(N−1)". */
  readonly name: ArrangementName;
  /** K, how many vectors are trained. */
  readonly vectors: number;
  /** Which vector stands at each of the T inputs. The last N outputs are scored, without a shift. */
  inputs(tokens: number): readonly number[];
}

const repeat = (vector: number, count: number) => new Array<number>(count).fill(vector);

/** The five of Table 1, in its order. `[e][m]×(N−1)` is the paper's method. */
export type ArrangementName =
  | "[e]×N"
  | "[e]×N/2[m]×N/2"
  | "[e,m]×N/2"
  | "[e][m]×N"
  | "[e][m]×(N−1)";

/** Every arrangement by its name. */
export const arrangements: Readonly<Record<ArrangementName, Arrangement>> = {
  "[e]×N": { name: "[e]×N", vectors: 1, inputs: (n) => repeat(0, n) },
  "[e]×N/2[m]×N/2": {
    name: "[e]×N/2[m]×N/2",
    vectors: 2,
    inputs: (n) => [...repeat(0, Math.ceil(n / 2)), ...repeat(1, Math.floor(n / 2))],
  },
  "[e,m]×N/2": {
    name: "[e,m]×N/2",
    vectors: 2,
    inputs: (n) => Array.from({ length: n }, (_, i) => i % 2),
  },
  "[e][m]×N": { name: "[e][m]×N", vectors: 2, inputs: (n) => [0, ...repeat(1, n)] },
  "[e][m]×(N−1)": {
    name: "[e][m]×(N−1)",
    vectors: 2,
    inputs: (n) => [0, ...repeat(1, n - 1)],
  },
};

/** The arrangement of that name; "-" may stand for "−" and "x" for "×". */
export function arrangementNamed(name: string): Arrangement {
  const spelled = name.replaceAll("-", "−").replaceAll("x", "×").replaceAll(" ", "");
  if (Object.hasOwn(arrangements, spelled)) return arrangements[spelled as ArrangementName];
  throw new RangeError(
    `Cannot use arrangement "${name}": known are ${Object.keys(arrangements).join("  ")}`,
  );
}

/** An arrangement as file names have it: "[e][m]×(N−1)" is "e_m_x_n-1". */
export function arrangementSlug(arrangement: string): string {
  return arrangementNamed(arrangement).name.replaceAll("×", "x").replaceAll("−", "-")
    .replaceAll(/[^A-Za-z0-9-]+/g, "_").replaceAll(/^_|_$/g, "").toLowerCase();
}
