import { join } from "node:path";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { checkedJson } from "../records/checked_json.ts";
import type { Machine } from "../records/environment.ts";
import type { BatchingRow } from "./batching.ts";
import type { BenchRow } from "./bench_row.ts";
import type { GrowthExcess, GrowthExponent, GrowthRow } from "./growth.ts";
import type { LoadRow } from "./load_rows.ts";
import type { ProductShareRow } from "./product_share.ts";
import type { ProfileRow } from "./profile_step.ts";
import { rowFault } from "./row_shape.ts";
import type { KernelRow } from "./time_kernels.ts";

/** Anything `deno task bench` measures; `what` tells which. */
export type MeasuredRow =
  | BenchRow
  | BatchingRow
  | GrowthExcess
  | GrowthExponent
  | GrowthRow
  | KernelRow
  | LoadRow
  | ProductShareRow
  | ProfileRow;

/** A row as it is kept: with what it was measured on. */
export type KeptRow = MeasuredRow & { readonly machine: Machine };

/** Rows that may say so of themselves. */
type RowOf<R extends MeasuredRow, W> = R extends MeasuredRow
  ? [R["what"] & W] extends [never] ? never : R
  : never;

/** The rows that are of these kinds. */
export function rowsOf<R extends MeasuredRow, W extends MeasuredRow["what"]>(
  rows: readonly R[],
  ...what: readonly W[]
): RowOf<R, W>[] {
  return rows.filter((row) => (what as readonly string[]).includes(row.what)) as RowOf<R, W>[];
}

const nameOf = (folder: string) => join(folder, "bench.jsonl");

/**
 * The rows kept in a folder, none where it has no bench.jsonl.
 *
 * @throws {SyntaxError} where a line is no row
 */
export async function readBenchRows(folder: string): Promise<KeptRow[]> {
  const text = await Deno.readTextFile(nameOf(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return text.split("\n").flatMap((line, at) =>
    line === "" ? [] : [checkedJson(line, { at: `line ${at + 1} of bench.jsonl`, fault: rowFault })]
  );
}

/** Adds rows to a folder's bench.jsonl; older rows of the same commands make way for them. */
export async function keepBenchRows(
  folder: string,
  { rows, machine }: { readonly rows: readonly MeasuredRow[]; readonly machine: Machine },
): Promise<void> {
  const fresh = new Set(rows.map(({ command }) => command));
  const older = (await readBenchRows(folder)).filter(({ command }) => !fresh.has(command));
  const kept = [...older, ...rows.map((row) => ({ ...row, machine }))];
  await writeFileAtomic(nameOf(folder), kept.map((row) => JSON.stringify(row) + "\n").join(""));
}

/** A command line as results name it: what it measures, not where they go or how they look. */
export function measuringCommand(
  args: readonly string[],
  { task = "bench" }: { readonly task?: string } = {},
): string {
  const kept = args.filter((arg, at) => {
    const isPlace = arg === "--out" || arg.startsWith("--out=") || args[at - 1] === "--out";
    return !isPlace && arg !== "--json";
  });
  return [`deno task ${task}`, ...kept.map(quoted)].join(" ");
}

/** As a shell takes it. */
function quoted(arg: string): string {
  return /^[\w./,=:@+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
