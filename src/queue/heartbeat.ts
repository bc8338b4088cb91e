import { milliseconds } from "../records/stopwatch.ts";
import type { Boss } from "./boss.ts";
import type { Hand } from "./hand.ts";

/** A worker as it announces itself. */
export interface WorkerFacts {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly engine: string;
  readonly device: string;
  readonly codeSha256: string;
}

export interface HeartbeatOptions {
  readonly boss: Boss;
  readonly facts: WorkerFacts;
  /** Seconds between two beats; fewer while leases in hand are short. */
  readonly beatSeconds: number;
  /** Somebody asks the worker to end. */
  readonly onDrain: () => void;
  /** Jobs are another's now: their leases had ended. */
  readonly onLost: (keys: readonly string[]) => void;
  /** A beat failed; the next one tries again. */
  readonly onError: (error: Error) => void;
}

/**
 * Renews leases and announces the worker, beat by beat, as long as it lives. Nothing that computes
 * runs on this thread, so a beat that fails to come says that the process, its machine or the way to
 * the database is gone.
 */
export interface Heartbeat extends AsyncDisposable {
  /** What is renewed from now on; null between groups. */
  hold(hand: Hand | null): Promise<void>;
  /** The model that is loaded now. */
  loaded(model: string): void;
  draining(): void;
}

/** One that is late, or fails, does not end a lease. */
const beatsALease = 4;

/** Points of a loss curve lie at least so far apart, so that a long fit has a few hundred. */
const apart = 1.02;

export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { boss: { database, jobs }, facts, beatSeconds, onDrain, onLost, onError } = options;
  const { id, host, pid, engine, device, codeSha256 } = facts;
  await database.rows(
    `insert into onepass.workers
       (id, host, pid, engine, device, code_sha256, state, seconds_to_live)
     values ($1, $2, $3, $4, $5, $6, 'idle', $7)`,
    [id, host, pid, engine, device, codeSha256, Math.max(5, 5 * beatSeconds)],
  );
  let hand: Hand | null = null;
  let model: string | null = null;
  let isDraining = false;
  let counted = milliseconds();
  const told = new Map<string, number>();

  const renew = async ({ queue, jobs: held, lost: gone, stop }: Hand) => {
    const claimed = [...held.values()];
    if (claimed.length === 0) return;
    // Of what pg-boss answers its types have nothing.
    const { settled = [] } = await jobs.touch(queue, claimed) as { settled?: string[] };
    // What was settled by us meanwhile is not lost.
    const lost = claimed.filter((job) => !settled.includes(job.id) && held.get(job.key) === job);
    if (lost.length === 0) return;
    for (const job of lost) {
      held.delete(job.key);
      gone.set(job.key, job);
    }
    onLost(lost.map(({ key }) => key));
    if (held.size === 0) stop();
  };

  const tell = async ({ jobs: held, states }: Hand) => {
    const rows = [...states].flatMap(([key, state]) =>
      held.has(key)
        ? [{ key, steps: null, lossNats: null, accuracy: null, share: null, ...state }]
        : []
    );
    if (rows.length === 0) return;
    await database.rows(
      `update onepass.running set steps = told.steps, loss_nats = told.loss,
         accuracy = told.accuracy, share = told.share, updated_at = now()
       from unnest($2::text[], $3::int[], $4::float8[], $5::float8[], $6::float8[])
         as told (key, steps, loss, accuracy, share)
       where running.key = told.key and running.worker = $1`,
      [
        id,
        rows.map(({ key }) => key),
        rows.map(({ steps }) => steps),
        rows.map(({ lossNats }) => lossNats),
        rows.map(({ accuracy }) => accuracy),
        rows.map(({ share }) => share),
      ],
    );
    const points = rows.filter(({ key, steps, lossNats }) =>
      steps !== null && Number.isFinite(lossNats) && steps >= apart * (told.get(key) ?? 0)
    );
    if (points.length === 0) return;
    for (const { key, steps } of points) told.set(key, steps! + 1);
    await database.rows(
      `insert into onepass.losses (key, steps, loss_nats, accuracy)
       select told.* from unnest($2::text[], $3::int[], $4::float8[], $5::float8[])
         as told (key, steps, loss, accuracy)
       join onepass.running on running.key = told.key and running.worker = $1
       on conflict do nothing`,
      [
        id,
        points.map(({ key }) => key),
        points.map(({ steps }) => steps),
        points.map(({ lossNats }) => lossNats),
        points.map(({ accuracy }) => accuracy ?? 0),
      ],
    );
  };

  const beat = async () => {
    const now = milliseconds();
    const seconds = (now - counted) / 1000;
    const rate = hand === null || hand.textSteps === 0 ? null : hand.textSteps / seconds;
    if (hand !== null) hand.textSteps = 0;
    counted = now;
    if (hand !== null) await renew(hand);
    const [row] = await database.rows<{ drain: boolean }>(
      `update onepass.workers set model = $2, steps_per_second = $3, state = $4, last_seen = now()
       where id = $1 returning drain`,
      [id, model, rate, isDraining ? "draining" : hand === null ? "idle" : "working"],
    );
    if (hand !== null) await tell(hand);
    if (row?.drain) onDrain();
  };

  let beating: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  // Timed from the end of the one before: a beat is never run into by the next.
  const schedule = () => {
    clearTimeout(timer);
    if (stopped) return;
    const wait = Math.min(beatSeconds, (hand?.leaseSeconds ?? Infinity) / beatsALease);
    timer = setTimeout(() => beating = beat().catch(onError).finally(schedule), 1000 * wait);
  };
  schedule();
  return {
    async hold(next) {
      await beating;
      hand = next;
      schedule();
      told.clear();
      counted = milliseconds();
      if (next === null) return;
      const claimed = [...next.jobs.values()];
      await database.rows(
        `insert into onepass.running (key, worker, queue, attempt)
         select key, $1, $2, attempt from unnest($3::text[], $4::int[]) as held (key, attempt)
         on conflict (key) do update set worker = excluded.worker, queue = excluded.queue,
           attempt = excluded.attempt, steps = null, loss_nats = null, accuracy = null,
           share = null, since = now(), updated_at = now()`,
        [id, next.queue, claimed.map(({ key }) => key), claimed.map((job) => job.retryCount)],
      );
    },
    loaded: (name) => model = name,
    draining: () => isDraining = true,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await beating;
      clearTimeout(timer);
      await database.rows(
        `update onepass.workers set state = 'ended', model = null, steps_per_second = null,
           last_seen = now() where id = $1`,
        [id],
      ).catch(onError);
    },
  };
}
