import {
  type AtWork,
  atWorkFiles,
  type PlannedJobs,
  readAtWork,
  readPlannedJobs,
} from "../records/at_work.ts";
import { isoNow, milliseconds } from "../records/stopwatch.ts";

/** A process and what it last said. */
export interface Process {
  readonly id: string;
  readonly atWork: AtWork;
  /** Null where it has planned nothing yet. */
  readonly planned: PlannedJobs | null;
  /** ISO 8601, by the watcher's clock: since when nothing was heard, where that is too long. */
  readonly silentSince: string | null;
}

/** Processes say something every five seconds; file systems of several machines may hold it back. */
const silentSeconds = 30;

interface Heard {
  readonly modified: { atWork: number; planned: number };
  atWork: AtWork | null;
  planned: PlannedJobs | null;
  /** By the monotonic clock, milliseconds. */
  heardAt: number;
}

/** The processes that say in a folder what they do; each call reads the files that are new. */
export function processesIn(folder: string): () => Promise<Process[]> {
  const heard = new Map<string, Heard>();
  return async () => {
    const files = await atWorkFiles(folder);
    const there = new Set(files.map(({ id }) => id));
    for (const id of heard.keys()) if (!there.has(id)) heard.delete(id);
    for (const { id, kind, modified } of files) {
      const one = heard.get(id) ?? newcomer();
      heard.set(id, one);
      if (one.modified[kind] === modified) continue;
      const first = one.modified[kind] === 0;
      one.modified[kind] = modified;
      if (kind === "planned") one.planned = await readPlannedJobs(folder, id);
      else {
        one.atWork = await readAtWork(folder, id);
        // Met for the first time it may be long dead: then the file's own time has to say.
        const age = first ? Math.max(0, Date.parse(isoNow()) - modified) : 0;
        one.heardAt = milliseconds() - age;
      }
    }
    return [...heard].flatMap(([id, { atWork, planned, heardAt }]) =>
      atWork === null ? [] : [{ id, atWork, planned, silentSince: silence(atWork, heardAt) }]
    );
  };
}

function newcomer(): Heard {
  return { modified: { atWork: 0, planned: 0 }, atWork: null, planned: null, heardAt: 0 };
}

function silence({ ended }: AtWork, heardAt: number): string | null {
  const quiet = milliseconds() - heardAt;
  if (ended !== null || quiet < silentSeconds * 1000) return null;
  const since = new Date(Date.parse(isoNow()) - quiet);
  // To the minute, so that it stays the same from look to look.
  since.setSeconds(0, 0);
  return since.toISOString();
}
