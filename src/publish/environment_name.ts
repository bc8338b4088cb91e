import type { Machine } from "../records/environment.ts";

/**
 * The machine that a figure belongs to: "AMD EPYC, 2 cores, linux". Versions of Deno and of the engine
 * are no part of it: that a new one is faster is a step in a trend, not another trend.
 */
export function environmentName(
  { cpu, cores, os, card }: Pick<Machine, "cpu" | "cores" | "os"> & {
    readonly card?: string | null;
  },
): string {
  const plain = cpu.replaceAll(/\((R|TM|C)\)/gi, "").replaceAll(/\s+/g, " ").trim();
  const parts = [plain, `${cores} core${cores === 1 ? "" : "s"}`, os.split(" ")[0]];
  return [...parts, ...card ? [card] : []].join(", ");
}
