import type { Environment } from "../records/record.ts";

/**
 * A folder's name from the day a run began and the machine it ran on: "2026-11-26-xeon-2-cores", and
 * the card's name behind it where there was one.
 */
export function runName(
  { startedAt, cpu, cores, card }: Pick<Environment, "startedAt" | "cpu" | "cores" | "card">,
): string {
  const day = startedAt.slice(0, 10);
  const parts = [day, processorName(cpu), `${cores}-core${cores === 1 ? "" : "s"}`];
  return [...parts, card ? slug(card) : ""].filter((part) => part !== "").join("-");
}

/** "AMD EPYC 7763 64-Core Processor" is an epyc-7763, "Intel(R) Xeon(R) CPU @ 2.20GHz" a xeon. */
function processorName(cpu: string): string {
  const plain = cpu.replaceAll(/\((r|tm|c)\)/gi, " ").replace(/@.*$/, "")
    .replaceAll(/\b(amd|intel|processor|cpu|with|\d+-core|genuine)\b/gi, " ");
  return slug(plain) || "machine";
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 40);
}
