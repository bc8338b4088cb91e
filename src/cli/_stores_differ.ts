import { join } from "node:path";
import type { JobRecord } from "../records/record.ts";
import { checkStore } from "../records/store_care/check_store.ts";
import { storeFiles } from "../records/store_care/store_files.ts";
import { keptFiles } from "../records/kept_files.ts";

/**
 * What sets a run's store apart from an undisturbed one's: jobs that are lost, or too many, bits that
 * differ (a record's times apart), harmed files, and what dead writers left. Empty where nothing does.
 */
export async function storesDiffer(
  folder: string,
  undisturbed: string,
): Promise<readonly string[]> {
  const [store, want] = [folder, undisturbed].map((run) => join(run, "store"));
  const findings = (await checkStore(store)).faults.map(({ path, fault }) => `${path}: ${fault}`);
  const [got, had] = await Promise.all([storeFiles(store), storeFiles(want)]);
  for (const { path } of got.unfinished) findings.push(`${path}: left by a writer that ended`);
  for (const { path } of got.files.filter(({ kind }) => kind === "checkpoints")) {
    findings.push(`${path}: a checkpoint of a job that has ended`);
  }
  for (const kind of ["records", "solutions"] as const) {
    const [mine, theirs] = [got, had].map(({ files }) =>
      files.filter((file) => file.kind === kind).map(({ key }) => key)
    );
    for (const key of theirs.filter((key) => !mine.includes(key))) {
      findings.push(`${kind} ${key}: lost`);
    }
    for (const key of mine.filter((key) => !theirs.includes(key))) {
      findings.push(`${kind} ${key}: nobody asked for it`);
    }
    for (const key of mine.filter((key) => theirs.includes(key))) {
      const same = kind === "records"
        ? await sameRecord(key, { store, want })
        : await sameBytes(join("solutions", `${key}.safetensors`), { store, want });
      if (!same) findings.push(`${kind} ${key}: other bits than undisturbed`);
    }
  }
  return findings;
}

interface Stores {
  readonly store: string;
  readonly want: string;
}

async function sameBytes(name: string, { store, want }: Stores): Promise<boolean> {
  const [a, b] = await Promise.all([store, want].map((at) => Deno.readFile(join(at, name))));
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

async function sameRecord(key: string, { store, want }: Stores): Promise<boolean> {
  const [a, b] = await Promise.all([store, want].map((at) => keptFiles(at).record(key)));
  if (a === null || b === null || "fault" in a || "fault" in b) return false;
  return withoutTimes(a.value) === withoutTimes(b.value);
}

/** What a machine's clock said, which no two runs share. */
const times = ["elapsedSeconds", "stepMilliseconds", "compileSeconds"];

function withoutTimes(record: JobRecord): string {
  return JSON.stringify(record, (name, value) => times.includes(name) ? undefined : value);
}
