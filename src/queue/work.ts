import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReadyToRun } from "../harness/ready_model.ts";
import type { Boss } from "./boss.ts";
import {
  type Able,
  claimJobs,
  mayCome,
  nextGroup,
  type OpenGroup,
  waitingForOthers,
} from "./claim.ts";
import { collect } from "./collect.ts";
import { handOf } from "./hand.ts";
import { type Heartbeat, startHeartbeat, type WorkerFacts } from "./heartbeat.ts";
import { isOutage } from "./persistently.ts";
import { type ClaimedEvent, runClaimed } from "./run_claimed.ts";
import { openWorkshop } from "./workshop.ts";

/** What happens to a worker. */
export type WorkEvent =
  | ClaimedEvent
  | {
    readonly kind: "group";
    readonly title: string;
    readonly model: string;
    readonly jobs: number;
  }
  | { readonly kind: "lost"; readonly keys: readonly string[] }
  /** Nothing to do now. `others`: jobs that this worker leaves to others, with why. */
  | {
    readonly kind: "idle";
    readonly others: readonly { readonly jobs: number; readonly reason: string }[];
  }
  | { readonly kind: "collected"; readonly added: number }
  | { readonly kind: "harmed"; readonly key: string; readonly fault: string }
  /** The model, or what its jobs want, cannot be had here: they are left to others. */
  | {
    readonly kind: "unable";
    readonly title: string;
    readonly model: string;
    readonly reason: string;
  }
  | { readonly kind: "drain" }
  | { readonly kind: "trouble"; readonly reason: string };

export interface WorkOptions {
  readonly boss: Boss;
  readonly facts: Omit<WorkerFacts, "id">;
  /** Jobs that want more threads are left to others. Default: none is. */
  readonly mostThreads?: number;
  /** The run's folder; `store` lies in it, with checkpoints. */
  readonly folder: string;
  /** Whether others write there, so that it is to have every result, whoever computed it. */
  readonly shared: boolean;
  readonly prepare: (model: string) => Promise<ReadyToRun>;
  /** Whether to end where nothing is left to do. Default: to wait for more. */
  readonly untilEmpty?: boolean;
  readonly beatSeconds?: number;
  readonly pollSeconds?: number;
  readonly checkpointSeconds?: number;
  /** Drains the worker: what it has in hand is checkpointed and given back. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: WorkEvent) => void;
}

/** So often a worker may fail without ending a job: then it is the worker's fault. */
const mostFailures = 5;

/**
 * Works until it is drained, or nothing is left to do.
 *
 *     next group ─► plan, model ─► claim ─► run ─► settle each job ─┐
 *         ▲                                                         │
 *         └─────────────────────────────────────────────────────────┘
 */
export async function work(options: WorkOptions): Promise<void> {
  const { boss, facts, onEvent, pollSeconds = 1, beatSeconds = 2, untilEmpty = false } = options;
  const worker = crypto.randomUUID();
  const drain = new AbortController();
  const signal = AbortSignal.any([options.signal, drain.signal]);
  await using heartbeat = await startHeartbeat({
    boss,
    facts: { ...facts, id: worker },
    beatSeconds,
    onDrain: () => {
      if (!signal.aborted) onEvent({ kind: "drain" });
      drain.abort(new DOMException("drained", "AbortError"));
    },
    onLost: (keys) => onEvent({ kind: "lost", keys }),
    onError: ({ message }) => onEvent({ kind: "trouble", reason: message }),
  });
  signal.addEventListener("abort", () => heartbeat.draining());
  let able: Able = {
    worker,
    codeSha256: facts.codeSha256,
    engine: facts.engine,
    device: facts.device,
    mostThreads: options.mostThreads ?? 2 ** 31 - 1,
    model: null,
    queue: null,
    leftOut: new Set(),
  };
  using workshop = openWorkshop(boss.database, {
    prepare: options.prepare,
    onLoaded(model) {
      able = { ...able, model };
      heartbeat.loaded(model);
    },
  });
  const fillStore = async () => {
    if (!options.shared) return;
    const { added, harmed } = await collect(boss.database, {
      folder: join(options.folder, "store"),
    });
    if (added > 0) onEvent({ kind: "collected", added });
    for (const one of harmed) onEvent({ kind: "harmed", ...one });
  };
  let failures = 0;
  let idle = false;
  await forgetLost(boss);
  await fillStore();
  while (!signal.aborted) {
    try {
      const group = await nextGroup(able, boss);
      if (group === null) {
        if (!idle) {
          await fillStore();
          onEvent({ kind: "idle", others: await waitingForOthers(able, boss) });
        }
        idle = true;
        if (untilEmpty && !await mayCome(able, boss)) break;
        await sleep(1000 * pollSeconds, undefined, { signal }).catch(() => {});
        continue;
      }
      idle = false;
      const ended = await workOn(group, { ...options, worker, workshop, heartbeat, signal });
      able = { ...able, queue: group.queue };
      if (ended.foreign) able = { ...able, leftOut: new Set([...able.leftOut, group.queue]) };
      failures = ended.jobs > 0 ? 0 : failures + (ended.failed ? 1 : 0);
      // Others were faster.
      if (ended.claimed === 0) await sleep(100);
    } catch (error) {
      if (signal.aborted) break;
      if (!isOutage(error)) throw error;
      onEvent({ kind: "trouble", reason: (error as Error).message });
      await sleep(1000 * Math.max(1, pollSeconds), undefined, { signal }).catch(() => {});
    }
    if (failures >= mostFailures) {
      throw new Error(
        `Cannot go on: ${failures} groups of jobs have failed one after another and none has ended, ` +
          `so that the fault is likely this machine's; "deno task doctor" says what it can run`,
      );
    }
  }
  await fillStore().catch(({ message }) => onEvent({ kind: "trouble", reason: message }));
  // Asked by the queue it ends as one that has nothing left.
  options.signal.throwIfAborted();
}

interface WorkedOn {
  readonly claimed: number;
  /** That have ended. */
  readonly jobs: number;
  readonly failed: boolean;
  /** Whether the group is to be left to others. */
  readonly foreign: boolean;
}

const nothing: WorkedOn = { claimed: 0, jobs: 0, failed: false, foreign: false };

/** Claims jobs of a group and runs them. */
async function workOn(
  group: OpenGroup,
  { heartbeat, ...options }: WorkOptions & {
    readonly worker: string;
    readonly workshop: ReturnType<typeof openWorkshop>;
    readonly heartbeat: Heartbeat;
  },
): Promise<WorkedOn> {
  const { boss, workshop, signal, onEvent } = options;
  const { kind, title, model } = group;
  // Before anything is in hand: planning, and a model that is got and opened, take what they take.
  try {
    await workshop.session(await workshop.ready(group.submission));
  } catch (error) {
    if (isOutage(error)) throw error;
    if (!signal.aborted) {
      onEvent({ kind: "unable", title, model, reason: (error as Error).message });
    }
    return { ...nothing, foreign: true };
  }
  if (signal.aborted) return nothing;
  const hand = handOf(group, await claimJobs(group, boss));
  const claimed = hand.jobs.size;
  if (claimed === 0) return nothing;
  onEvent({ kind: "group", title, model, jobs: claimed });
  let [jobs, failed, foreign] = [0, false, false];
  try {
    // Inside: a hand that could not be announced is let go as well, or its leases never end.
    await heartbeat.hold(hand);
    await runClaimed({
      ...options,
      kind,
      title,
      hand,
      onEvent(event) {
        if (event.kind === "ended" || event.kind === "not run") jobs++;
        if (event.kind === "failed") failed = true;
        if (event.kind === "foreign") foreign = true;
        onEvent(event);
      },
    });
  } finally {
    await heartbeat.hold(null);
  }
  return { claimed, jobs, failed, foreign };
}

/** Rows of dead workers' jobs that nobody has taken over, since they have ended otherwise. */
async function forgetLost({ database }: Boss): Promise<void> {
  await database.rows(
    `delete from onepass.running where not exists (
       select 1 from onepass_boss.job
       where name = running.queue and id = onepass.job_id(running.key) and state = 'active'
     ) and updated_at < now() - interval '1 minute'`,
  );
}
