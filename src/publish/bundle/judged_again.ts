import { evaluateClaims } from "../../claims/mod.ts";
import type { RunData } from "../../records/run_data.ts";
import type { ClaimVerdict } from "../../records/record.ts";
import { studyProfile } from "../../study/study_folder.ts";

/** The verdicts that a run's records give today; a study judges none. */
export function judgedAgain({ records, environment }: RunData): ClaimVerdict[] {
  return environment.profile === studyProfile ? [] : evaluateClaims(records, environment);
}

/**
 * Where printed verdicts say other than the records give: "T3-random-worse: verdict is "seen", the
 * records give "not seen"". Empty where they agree in everything.
 */
export function verdictFaults(printed: unknown, given: readonly ClaimVerdict[]): string[] {
  if (!Array.isArray(printed)) return ["it is no list of verdicts"];
  const byId = (list: readonly { id?: unknown }[]) =>
    new Map(list.map((one) => [String(one?.id), one as Record<string, unknown>]));
  const [was, is] = [byId(printed), byId(given as readonly { id?: unknown }[])];
  const faults: string[] = [];
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    const [a, b] = [was.get(id), is.get(id)];
    if (a === undefined) faults.push(`${id}: it is missing, the records give ${shown(b!.verdict)}`);
    else if (b === undefined) faults.push(`${id}: no claim of the ledger has that id`);
    else faults.push(...fieldFaults(id, a, b));
  }
  const order = (list: readonly { id?: unknown }[]) => list.map(({ id }) => id).join();
  if (faults.length === 0 && order(printed) !== order(given)) {
    faults.push("its verdicts stand in another order than the ledger's");
  }
  return faults;
}

function fieldFaults(
  id: string,
  a: Record<string, unknown>,
  b: Record<string, unknown>,
): string[] {
  // As JSON has it: a field that is undefined is none.
  const given = JSON.parse(JSON.stringify(b)) as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(given)])]
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(given[field]))
    .map((field) =>
      `${id}: "${field}" is ${shown(a[field])}, the records give ${shown(given[field])}`
    );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 90 ? `${text.slice(0, 87)}…` : text;
}
