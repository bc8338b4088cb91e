import { join } from "node:path";
import { checkStore } from "../records/store_care/check_store.ts";
import { storeFiles } from "../records/store_care/store_files.ts";
import { keptFiles } from "../records/kept_files.ts";
import { isOf } from "../records/measured.ts";
import { placeMatters } from "../records/place_matters.ts";
import { withoutTimes } from "../records/without_times.ts";

/**
 * What sets a run's store apart from an undisturbed one's: jobs that are lost, or too many, bits that
 * differ (a record's times apart, and fits of which no bits are promised), harmed files, and what dead
 * writers left. Empty where nothing does.
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
      if (await promisesNoBits(key, want)) continue;
      const same = kind === "records"
        ? await sameRecord(key, { store, want })
        : await sameBytes(join("solutions", `${key}.safetensors`), { store, want });
      if (!same) findings.push(`${kind} ${key}: other bits than undisturbed`);
    }
  }
  return findings;
}

/** Whether a fit's place in its batch counts, which a disturbed run need not repeat. */
async function promisesNoBits(key: string, store: string): Promise<boolean> {
  const record = await keptFiles(store).record(key);
  return record !== null && "value" in record && isOf(record.value, "fit") &&
    placeMatters(record.value.job);
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
