import { evaluateClaims } from "../claims/mod.ts";
import { kindTallies } from "../claims/kind_tallies.ts";
import { fitName } from "../records/at_work.ts";
import type { JobRecord } from "../records/record.ts";
import { curveOf, emptyCurve, thinned } from "./curve.ts";
import { fitCaption } from "./fit_caption.ts";
import type { EndedFit, Ledger } from "./watched.ts";

/** A record in the few words that progress is counted by. */
export interface RecordDigest {
  readonly key: string;
  readonly kind: string;
  readonly outcome: JobRecord["outcome"];
  readonly codeSha256: string;
  /** Share of a fit in the wall time of its batch; null for other jobs. */
  readonly seconds: number | null;
}

/** By what a ledger is drawn. */
export interface JudgingTerms {
  readonly command: string;
  readonly card: string | null;
  /** The code that is at work; null: that of the record that came last. */
  readonly codeSha256: string | null;
}

/** The records of a run as they come, held for judging. */
export interface KeptRecords {
  /** In the order in which they were written. */
  add(record: JobRecord): RecordDigest;
  remove(keys: ReadonlySet<string>): void;
  /** Fits that ended last, the latest first. */
  ended(): readonly EndedFit[];
  /** Records of other code than what is judged stay aside. */
  ledger(terms: JudgingTerms): Ledger;
}

const mostEnded = 4;
/** An ended fit is drawn small. */
const endedPoints = 80;

export function keptRecords(): KeptRecords {
  const byCode = new Map<string, JobRecord[]>();
  let latestCode = "";
  let ended: EndedFit[] = [];
  return {
    add(record) {
      latestCode = record.job.codeSha256;
      const same = byCode.get(latestCode);
      if (same === undefined) byCode.set(latestCode, [record]);
      else same.push(record);
      const fit = endedFit(record);
      if (fit !== null) ended = [fit, ...ended].slice(0, mostEnded);
      return digestOf(record);
    },
    remove(keys) {
      const stays = ({ key }: { readonly key: string }) => !keys.has(key);
      for (const [code, records] of byCode) byCode.set(code, records.filter(stays));
      ended = ended.filter(stays);
    },
    ended: () => ended,
    ledger({ command, card, codeSha256 }) {
      const records = byCode.get(codeSha256 ?? latestCode) ?? [];
      const claims = evaluateClaims(records, { command, card });
      return {
        judged: records.length,
        tallies: kindTallies(claims),
        claims: claims.map(({ id, verdict, kind, ours, scope, reason, open }) => {
          return { id, verdict, kind, ours, scope, reason, open };
        }),
      };
    },
  };
}

function digestOf(record: JobRecord): RecordDigest {
  const { key, job: { kind, codeSha256 }, outcome } = record;
  const seconds = outcome === "measured" && "elapsedSeconds" in record.result
    ? record.result.elapsedSeconds
    : null;
  return { key, kind, outcome, codeSha256, seconds };
}

function endedFit(record: JobRecord): EndedFit | null {
  const { key, job } = record;
  if (job.kind !== "fit") return null;
  const what = { key, ...fitCaption(key, { name: fitName(job), model: job.model.id }) };
  if (record.outcome !== "measured" || !("trajectory" in record.result)) {
    return {
      ...what,
      outcome: "wrong",
      steps: 0,
      accuracy: null,
      lossNats: null,
      seconds: null,
      curve: emptyCurve,
    };
  }
  const { steps, accuracy, lossNats, exact, elapsedSeconds, trajectory, attempts } = record.result;
  return {
    ...what,
    outcome: exact ? "exact" : "not exact",
    steps,
    accuracy,
    lossNats,
    seconds: elapsedSeconds,
    curve: thinned(curveOf(trajectory, attempts.slice(0, -1)), endedPoints),
  };
}
