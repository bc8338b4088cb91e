/** A run's folder as a process at work leaves it, planted file by file. No number was measured. */
import { join } from "node:path";
import {
  type AtWork,
  atWorkFolder,
  fitName,
  type PlannedJob,
  writeAtWork,
} from "../../src/records/at_work.ts";
import { keyOf } from "../../src/records/canonical.ts";
import type { Checkpoint } from "../../src/records/checkpoint.ts";
import { keptPath, recordText } from "../../src/records/kept_files.ts";
import type { FitJob, JobRecord } from "../../src/records/record.ts";
import { openStore } from "../../src/records/store.ts";
import type { Feed } from "../../src/watch/feed.ts";
import type { Section, Watched } from "../../src/watch/watched.ts";
import { generator, syntheticFit } from "../report/synthetic_records.ts";

/** A fit as a store has it: its key is its job's. */
export function plantedRecord(
  text: number,
  { tokens = 8, codeSha256 = "c".repeat(64) } = {},
): JobRecord<"fit"> {
  const made = syntheticFit({ tokens, recipe: "open", text, random: generator(text) });
  const job = { ...made.job, codeSha256 } as FitJob;
  return { ...made, job, key: keyOf(job) } as JobRecord<"fit">;
}

export function plannedJob({ key, job }: JobRecord<"fit">, likelySeconds = 10): PlannedJob {
  return { key, kind: "fit", model: job.model.id, likelySeconds, fit: fitName(job) };
}

export function atWork(changes: Partial<AtWork> = {}): AtWork {
  return {
    host: "a-machine",
    processId: 7,
    command: "deno task reproduce --profile planted",
    profile: "planted",
    shard: null,
    startedAt: "2026-11-29T12:00:00.000Z",
    beat: 1,
    model: "synthetic-model",
    engine: "onnxruntime on cpu, 2 threads, 4 at a time",
    doing: "open recipe, [e][m]×(N−1), N = 8",
    stepMilliseconds: 40,
    running: [],
    job: null,
    budgetSecondsLeft: null,
    coming: [],
    ended: null,
    ...changes,
  };
}

export interface PlantedRun extends AsyncDisposable {
  readonly folder: string;
  readonly store: string;
  put(record: JobRecord): Promise<void>;
  say(changes?: Partial<AtWork>, id?: string): Promise<void>;
  plan(records: readonly JobRecord<"fit">[], id?: string): Promise<void>;
  checkpoint(
    key: string,
    samples: readonly (readonly [step: number, loss: number])[],
  ): Promise<void>;
}

/** An empty run; gone with its scope. */
export async function plantedRun(): Promise<PlantedRun> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const store = join(folder, "store");
  const open = await openStore(store);
  const place = atWorkFolder(folder);
  await Deno.mkdir(place);
  return {
    folder,
    store,
    put: (record) =>
      Deno.writeTextFile(
        keptPath(store, { kind: "records", key: record.key }),
        recordText(record),
      ),
    say: (changes = {}, id = "a-machine-7") => writeAtWork(place, { id, atWork: atWork(changes) }),
    plan: (records, id = "a-machine-7") => {
      const planned = {
        codeSha256: records[0]?.job.codeSha256 ?? null,
        card: null,
        jobs: records.map((record) => plannedJob(record)),
      };
      return writeAtWork(place, { id, planned });
    },
    checkpoint: (key, samples) => open.putCheckpoint(key, plantedCheckpoint(key, samples)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function plantedCheckpoint(
  id: string,
  samples: readonly (readonly [step: number, loss: number])[],
): Checkpoint {
  const vectors = () => Float32Array.of(1, 2, 3, 4);
  return {
    id,
    elapsedSeconds: 12,
    state: {
      proto: vectors(),
      best: vectors(),
      weights: Float32Array.of(1, 1),
      optimiser: {
        step: samples.length,
        mean: vectors(),
      } as unknown as Checkpoint["state"]["optimiser"],
      bestAccuracy: 0.5,
      bestLossNats: samples.at(-1)![1],
      steps: 100 + samples.at(-1)![0],
      seed: 2,
      startAccuracy: 0.5,
      startBestStep: 1,
      kept: {},
      // One start stalled after 100 steps.
      attempts: [{ seed: 1, steps: 100, accuracy: 0.25, outcome: "stalled" }],
      trajectory: {
        interval: 1,
        samples: samples.map(([step, lossNats]) => ({ step, lossNats, accuracy: 0.5, hits: "10" })),
      },
    },
  };
}

/** A feed that keeps the latest of each section, for a test to wait for. */
export function heardFeed(): Feed & {
  readonly latest: Partial<Watched>;
  /** Waits until a section is as wanted. */
  until<S extends Section>(section: S, is: (value: Watched[S]) => boolean): Promise<Watched[S]>;
} {
  const latest: { -readonly [S in Section]?: Watched[S] } = {};
  const waiting = new Set<() => void>();
  return {
    latest,
    set(section, value) {
      latest[section] = value;
      for (const one of [...waiting]) one();
    },
    stream: () => new ReadableStream(),
    close() {},
    until: (section, is) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const value = latest[section];
          if (value === undefined || !is(value)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(value);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`"${section}" never came to it: ${JSON.stringify(latest[section])}`));
          // The first worker is type-checked before it runs; other work may share the machine.
        }, 120_000);
        waiting.add(look);
        look();
      }),
  };
}
