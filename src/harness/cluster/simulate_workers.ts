import { stream } from "../../random/mod.ts";
import { eventQueue } from "./event_queue.ts";
import { chainSeconds, shareSeconds, type SimulatedJob } from "./simulated_job.ts";

/** What jobs run on, and how they are given out. */
export interface Machines {
  readonly workers: number;
  /**
   * Which group a free worker takes: the plan's next, or by affinity the longest of the model that it
   * has open, and else of the model with most work waiting for each worker at it.
   */
  readonly order: "plan" | "affinity";
  readonly loadSeconds: (model: string) => number;
  /** Before the first call of a group. */
  readonly compileSeconds: number;
  /** Between checkpoints of what has any. */
  readonly checkpointSeconds: number;
  readonly deaths?: Deaths;
}

/** Machines die at exponential times, each by itself, and come back with nothing open. */
export interface Deaths {
  readonly meanSeconds: number;
  readonly restartSeconds: number;
  readonly seed: number;
  /** Of a stream of its own. Default: 0. */
  readonly index?: number;
}

/** How long it took, and on what; sums are over all workers, seconds. */
export interface Simulated {
  readonly makespanSeconds: number;
  /** Of jobs with all places filled. */
  readonly workSeconds: number;
  /** Calls' time that places stood empty. */
  readonly emptySeconds: number;
  /** Loading models, compiling graphs. */
  readonly openSeconds: number;
  /** Work that a death took, done again. */
  readonly againSeconds: number;
  /** Between a death and its machine's return. */
  readonly downSeconds: number;
  readonly loads: number;
  readonly deaths: number;
}

/** A job with what is left of it. */
interface Item {
  readonly job: SimulatedJob;
  callsLeft: number;
  /** When its place began with it. */
  since: number;
}

interface Group {
  readonly first: SimulatedJob;
  readonly waiting: Item[];
}

interface Worker {
  model: string | null;
  group: Group | null;
  readonly running: Set<Item>;
  /** When its calls began; later than now while it opens. */
  since: number;
  /** Events of an earlier one are void. */
  stint: number;
}

type Event =
  | { readonly kind: "ended"; readonly worker: Worker; readonly stint: number; readonly item: Item }
  | { readonly kind: "died"; readonly worker: Worker; readonly stint: number }
  | { readonly kind: "back"; readonly worker: Worker };

/**
 * Greedy list scheduling of jobs on machines that may die.
 *
 *     free ─► choose a group ─► open ─► fill its places ─► a job ends ─► the group's next, or free
 *                                              └─► death ─► what is left waits again ─► back, free
 *
 * Jobs that rest on fits wait until all fits of their model have ended.
 */
export function simulateWorkers(
  jobs: readonly SimulatedJob[],
  { workers, order, loadSeconds, compileSeconds, checkpointSeconds, deaths }: Machines,
): Simulated {
  const events = eventQueue<Event>();
  const waiting = waitingJobs(jobs, order);
  const deathOf = deaths === undefined ? undefined : exponential(deaths);
  const idle: Worker[] = [];
  const absences: { readonly from: number; readonly to: number }[] = [];
  const sum = { steppedSeconds: 0, openSeconds: 0, againSeconds: 0, loads: 0, makespanSeconds: 0 };

  const run = (item: Item, { worker, now }: { worker: Worker; now: number }) => {
    item.since = now;
    worker.running.add(item);
    const seconds = now + item.callsLeft * item.job.callSeconds;
    events.add({ kind: "ended", worker, stint: worker.stint, item }, seconds);
  };
  const begin = (worker: Worker, now: number) => {
    const group = waiting.choose(worker.model);
    waiting.moved(worker.model, group?.first.model ?? null);
    worker.group = group;
    if (group === null) {
      worker.model = null;
      idle.push(worker);
      return;
    }
    const { model, places } = group.first;
    const loads = model !== worker.model;
    if (loads) sum.loads++;
    worker.since = now + compileSeconds + (loads ? loadSeconds(model) : 0);
    worker.model = model;
    worker.stint++;
    sum.openSeconds += worker.since - now;
    for (const item of waiting.take(group, places)) run(item, { worker, now: worker.since });
    if (deathOf !== undefined) {
      events.add({ kind: "died", worker, stint: worker.stint }, now + deathOf());
    }
  };
  const wake = (now: number) => {
    while (idle.length > 0 && waiting.any()) begin(idle.shift()!, now);
  };
  const ended = ({ worker, item }: Event & { kind: "ended" }, now: number) => {
    sum.makespanSeconds = now;
    worker.running.delete(item);
    waiting.ended(item.job);
    const [next] = waiting.take(worker.group!, 1);
    if (next !== undefined) run(next, { worker, now });
    else if (worker.running.size === 0) {
      sum.steppedSeconds += now - worker.since;
      begin(worker, now);
    }
    wake(now);
  };
  const died = (worker: Worker, now: number) => {
    const stepped = Math.max(0, now - worker.since);
    sum.openSeconds -= Math.max(0, worker.since - now);
    const { resumes } = worker.group!.first;
    const again = resumes ? stepped % checkpointSeconds : stepped;
    sum.steppedSeconds += stepped;
    sum.againSeconds += again;
    for (const item of worker.running) {
      item.callsLeft -= Math.max(0, now - again - item.since) / item.job.callSeconds;
    }
    waiting.giveBack([...worker.running]);
    waiting.moved(worker.model, null);
    Object.assign(worker, { model: null, group: null, stint: worker.stint + 1 });
    worker.running.clear();
    absences.push({ from: now, to: now + deaths!.restartSeconds });
    events.add({ kind: "back", worker }, now + deaths!.restartSeconds);
    wake(now);
  };

  for (let at = 0; at < workers; at++) {
    begin({ model: null, group: null, running: new Set(), since: 0, stint: 0 }, 0);
  }
  for (let next = events.next(); next !== undefined; next = events.next()) {
    const { event, seconds } = next;
    if (event.kind === "back") begin(event.worker, seconds);
    else if (event.stint !== event.worker.stint || event.worker.running.size === 0) continue;
    else if (event.kind === "ended") ended(event, seconds);
    else died(event.worker, seconds);
  }
  const { steppedSeconds, ...sums } = sum;
  const workSeconds = jobs.reduce((all, job) => all + shareSeconds(job), 0);
  return {
    ...sums,
    workSeconds,
    emptySeconds: Math.max(0, steppedSeconds - sums.againSeconds - workSeconds),
    downSeconds: absences.reduce(
      (all, { from, to }) => all + Math.max(0, Math.min(to, sums.makespanSeconds) - from),
      0,
    ),
    deaths: absences.length,
  };
}

/** Draws times until a machine dies. */
function exponential({ meanSeconds, seed, index = 0 }: Deaths): () => number {
  const { uniform } = stream(seed, "simulated-deaths", index);
  return () => -meanSeconds * Math.log(1 - uniform());
}

/** Groups in their order, of which the first that waits is asked for again and again. */
function orderedGroups(groups: readonly Group[]) {
  let at = 0;
  return {
    first(): Group | null {
      while (at < groups.length && groups[at].waiting.length === 0) at++;
      return groups[at] ?? null;
    },
    /** Some group waits again. */
    rewind() {
      at = 0;
    },
  };
}

/** Jobs nobody has, by groups, and which comes next. */
function waitingJobs(jobs: readonly SimulatedJob[], order: Machines["order"]) {
  const nameOf = ({ model, group }: SimulatedJob) => `${model} ${group}`;
  const groups = [...Map.groupBy(jobs, nameOf).values()]
    .map(([first]): Group => ({ first, waiting: [] }));
  const named = new Map(groups.map((group) => [nameOf(group.first), group]));
  if (order === "affinity") {
    groups.sort((a, b) => chainSeconds(b.first) - chainSeconds(a.first));
  }
  const all = orderedGroups(groups);
  const models = new Map(
    [...Map.groupBy(groups, ({ first: { model } }) => model)].map(([model, own]) => [model, {
      groups: orderedGroups(own),
      fitsLeft: jobs.filter((job) => job.model === model && job.kind === "fit").length,
      waitingSeconds: 0,
      workers: 0,
    }]),
  );
  const of = ({ model }: SimulatedJob) => models.get(model)!;
  const put = (items: readonly Item[]) => {
    for (const item of items.toReversed()) {
      named.get(nameOf(item.job))!.waiting.unshift(item);
      of(item.job).waitingSeconds += shareSeconds(item.job);
      of(item.job).groups.rewind();
    }
    all.rewind();
  };
  const rests = (job: SimulatedJob) => job.restsOnFits && of(job).fitsLeft > 0;
  const itemOf = (job: SimulatedJob): Item => ({ job, callsLeft: job.calls, since: 0 });
  let resting = jobs.filter(rests);
  put(jobs.filter((job) => !rests(job)).map(itemOf));
  return {
    any: () => all.first() !== null,
    choose(open: string | null): Group | null {
      if (order === "plan") return all.first();
      const own = open === null ? null : models.get(open)!.groups.first();
      if (own !== null) return own;
      const others = [...models.values()].filter(({ groups }) => groups.first() !== null)
        .map((model) => ({ model, weight: model.waitingSeconds / (1 + model.workers) }));
      return others.toSorted((a, b) => b.weight - a.weight)[0]?.model.groups.first() ?? null;
    },
    take(group: Group, count: number): Item[] {
      const taken = group.waiting.splice(0, count);
      for (const { job } of taken) of(job).waitingSeconds -= shareSeconds(job);
      return taken;
    },
    giveBack: put,
    moved(from: string | null, to: string | null) {
      if (from !== null) models.get(from)!.workers--;
      if (to !== null) models.get(to)!.workers++;
    },
    ended(job: SimulatedJob) {
      if (job.kind !== "fit" || --of(job).fitsLeft > 0) return;
      put(resting.filter(({ model }) => model === job.model).map(itemOf));
      resting = resting.filter(({ model }) => model !== job.model);
    },
  };
}
