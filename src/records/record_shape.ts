import { keyOf } from "./canonical.ts";
import {
  allOf,
  amount,
  byField,
  count,
  type DataShape,
  fields,
  flag,
  listOf,
  maybe,
  namesOf,
  nullOr,
  number,
  oneOf,
  share,
  text,
} from "./data_shape.ts";
import { attempts, sampleFields } from "./fit_shape.ts";
import { machineFields } from "./machine_shape.ts";
import type { FitResult, Job, JobRecord, Kind as JobKind } from "./record.ts";

/** Nats; null is what JSON has for a loss of a fit that went beyond all numbers. */
const loss = nullOr(number);

const model = fields({ id: text, weightsSha256: text, tokenizerSha256: text });

const identity = { id: text, source: text, tokenIdsSha256: text, standIn: maybe(text) };

const base = {
  model,
  engine: fields({
    engine: text,
    device: text,
    numeric: text,
    weights: oneOf("packed", "mapped"),
    batch: count,
    threads: count,
  }),
  codeSha256: text,
};

const recipe = fields({ name: text });

/** What most experiments say of what is fitted. */
const fitting = { ...base, recipe, tokens: count, arrangement: text };

const oneText = { ...fitting, text: fields(identity), seed: count };

const trajectory = listOf(fields({ ...sampleFields, lossNats: loss, accuracy: share }));

const fitResult = fields({
  text,
  reconstruction: text,
  targetIds: listOf(count),
  reconstructedIds: listOf(count),
  targetTokens: listOf(text),
  reconstructedTokens: listOf(text),
  accuracy: share,
  correctTokens: count,
  exact: flag,
  steps: count,
  attempts,
  trajectory,
  guessedTokens: maybe(namesOf(text)),
  lossNats: loss,
  informationNats: number,
  elapsedSeconds: amount,
  stepMilliseconds: amount,
  compileSeconds: amount,
  solutionFile: text,
  solutionSha256: maybe(text),
});

const textOutcome = fields({
  accuracy: share,
  exact: flag,
  ceiling: share,
  fittedAccuracy: share,
  lossNats: loss,
  steps: count,
  starts: count,
});

const training = {
  fittedAccuracy: share,
  steps: count,
  starts: count,
  outcome: oneOf("exact", "ceiling", "budget"),
};

const decoding = byField("outcome", {
  measured: fields({ accuracy: share, changed: listOf(count) }),
  "not run": fields({ reason: text }),
});

const written = {
  ownSimilarity: number,
  otherSimilarity: number,
  writtenIds: listOf(count),
  writtenText: maybe(text),
};

interface Kind {
  readonly job: DataShape;
  readonly result: DataShape;
}

/** Every kind of job that a run has, and what comes of it. */
const kinds: Readonly<Record<JobKind, Kind>> = {
  fit: { job: fields(oneText), result: fitResult },
  throughput: {
    job: fields({
      ...base,
      text: fields(identity),
      tokens: count,
      repetitions: count,
      otherDecoders: maybe(listOf(text)),
    }),
    result: fields({
      onePassMilliseconds: listOf(amount),
      autoregressiveMilliseconds: listOf(amount),
      onePassTokensPerSecond: amount,
      autoregressiveTokensPerSecond: amount,
      ratio: fields({ estimate: number, low: number, high: number }),
      otherDecoders: maybe(listOf(fields({ decoder: text, milliseconds: listOf(amount) }))),
      missingDecoders: maybe(listOf(fields({ decoder: text, reason: text }))),
    }),
  },
  "group fit": {
    job: fields({
      ...fitting,
      texts: listOf(fields(identity)),
      shared: oneOf("e", "m"),
      groupSize: count,
      seed: count,
      memberSeeds: maybe(listOf(count)),
    }),
    result: fields({
      ...training,
      texts: listOf(fields({ accuracy: share, firstTokenRight: flag, informationNats: number })),
    }),
  },
  cramming: {
    job: fields({
      ...base,
      recipe,
      text: fields(identity),
      tokens: count,
      memVectors: count,
      patienceSteps: count,
      seed: count,
    }),
    result: fields({
      teacherForcedAccuracy: share,
      greedyAccuracy: share,
      informationNats: number,
      crammedNats: loss,
      steps: count,
      starts: count,
    }),
  },
  curve: {
    job: fields({
      ...fitting,
      text: fields(identity),
      curve: fields({}),
      points: count,
      seeds: listOf(count),
    }),
    result: fields({
      lineAccuracies: listOf(share),
      curveAccuracies: listOf(share),
      lineLossesNats: listOf(loss),
      curveLossesNats: listOf(loss),
      lengthRatio: loss,
    }),
  },
  distances: {
    job: fields({
      ...fitting,
      shared: nullOr(oneOf("m")),
      texts: listOf(fields({ ...identity, context: text, seeds: listOf(count) })),
      sentenceModel: nullOr(model),
    }),
    result: fields({
      pairs: listOf(fields({
        relation: oneOf("same text", "same context", "different context"),
        contexts: listOf(text),
        distance: number,
        tokenDistance: number,
        semanticDistance: nullOr(number),
      })),
      leftOut: count,
    }),
  },
  generation: {
    job: fields({ ...oneText, prompt: text, bosId: count, written: count, documentsSha256: text }),
    result: fields({ ...written, afterText: fields(written) }),
  },
  attention: {
    job: fields({ ...oneText, fit: text }),
    result: fields({
      accuracy: share,
      firstPositionMass: listOf(number),
      unfittedMass: listOf(number),
      textMass: listOf(number),
    }),
  },
  certificate: {
    job: fields({
      ...fitting,
      solutions: listOf(fields({ text: fields(identity), seed: count, fit: text })),
      startId: count,
      otherEngine: base.engine,
      otherBatch: count,
      sigmas: listOf(amount),
      draws: count,
    }),
    result: fields({
      certificates: listOf(fields({
        fit: text,
        informationNats: number,
        accuracy: share,
        marginsNats: listOf(number),
        again: fields({
          otherEngine: decoding,
          everySlot: decoding,
          besideOthers: decoding,
          bfloat16Weights: decoding,
        }),
        survives: nullOr(flag),
        noise: listOf(fields({ sigma: amount, accuracies: listOf(share) })),
        holdsUpToSigma: nullOr(amount),
        stored: listOf(fields({ format: text, accuracy: share, bitsPerToken: amount })),
      })),
      leftOut: count,
      publishedInBfloat16: flag,
    }),
  },
  control: {
    job: fields({
      ...oneText,
      variant: oneOf(
        "none",
        "random weights",
        "shuffled vocabulary",
        "embedding-scale start",
        "frozen random e",
        "frozen random m",
        "BOS first",
      ),
      settings: namesOf(number),
    }),
    result: textOutcome,
  },
  "equal outputs": {
    job: fields({
      ...base,
      arrangement: text,
      tokens: count,
      seed: count,
      startId: nullOr(count),
    }),
    result: fields({
      outputs: count,
      largestDifference: loss,
      largestLogit: loss,
      sameToken: flag,
    }),
  },
  "held-out m": {
    job: fields({
      ...fitting,
      trainingTexts: listOf(fields(identity)),
      texts: listOf(fields(identity)),
      seed: count,
    }),
    result: fields({
      training: fields(training),
      texts: listOf(
        fields({ "shared m": textOutcome, "random m": textOutcome, "free m": textOutcome }),
      ),
    }),
  },
};

const warning = byField("kind", {
  restarted: fields({ seeds: listOf(count) }),
  "not converged": fields({ accuracy: share }),
  "noisy timing": fields({ relativeSpread: number }),
});

const frame = fields({
  key: text,
  command: text,
  warnings: listOf(warning),
  job: byField(
    "kind",
    Object.fromEntries(
      Object.entries(kinds).map(([kind, { job }]) => [kind, job]),
    ),
  ),
});

const ended = byField("outcome", {
  measured: (value, at) => {
    const { job, result } = value as { job: Job; result: unknown };
    return kinds[job.kind].result(result, at === "" ? "result" : `${at}.result`);
  },
  wrong: fields({ want: text, got: text }),
  "not run": fields({ reason: text }),
});

const record = allOf(frame, ended);

/** What keeps a value out of a file from being a record; null where nothing does. */
export function recordFault(value: unknown): string | null {
  const fault = record(value, "");
  if (fault !== null) return fault;
  const { key, job } = value as JobRecord;
  const own = keyOfJob(job);
  if (own === null) return '"job" has a number that is not finite, or lies too deep';
  if (key !== own) return `"key" is ${short(key)}, want its job's, ${short(own)}`;
  return fitFault(value as JobRecord);
}

function keyOfJob(job: unknown): string | null {
  try {
    return keyOf(job);
  } catch {
    return null;
  }
}

const short = (key: string) => JSON.stringify(key.length > 12 ? `${key.slice(0, 12)}…` : key);

/** A fit's result says the same several times over; where it does not, some of it was changed. */
function fitFault(record: JobRecord): string | null {
  if (record.job.kind !== "fit" || record.outcome !== "measured") return null;
  const { tokens } = record.job;
  const result = record.result as FitResult;
  const { targetIds, reconstructedIds, targetTokens, reconstructedTokens } = result;
  const lists = { targetIds, reconstructedIds, targetTokens, reconstructedTokens };
  for (const [name, { length }] of Object.entries(lists)) {
    if (length !== tokens) return `"result.${name}" has ${length} entries, want ${tokens}`;
  }
  const odd = result.trajectory.findIndex(({ hits }) => hits.length !== tokens);
  if (odd >= 0) return `"result.trajectory[${odd}].hits" is not of ${tokens} characters`;
  const unlike = result.trajectory.findIndex(({ hits, wrongIds }) =>
    wrongIds !== undefined && wrongIds.length !== hits.replaceAll("1", "").length
  );
  if (unlike >= 0) return `"result.trajectory[${unlike}].wrongIds" are not one a miss`;
  const right = targetIds.filter((id, i) => id === reconstructedIds[i]).length;
  const want = { correctTokens: right, accuracy: right / tokens, exact: right === tokens };
  for (const [name, value] of Object.entries(want)) {
    const got = result[name as keyof typeof want];
    if (got !== value) {
      return `"result.${name}" is ${got}, want ${value}: ${right} of ${tokens} ids are right`;
    }
  }
  return null;
}

const environment = fields({
  ...machineFields,
  card: maybe(nullOr(text)),
  codeSha256: text,
  devices: listOf(fields({ device: text, lastRanAtCommit: nullOr(text) })),
  weightsSource: text,
  command: text,
  profile: text,
  elapsedSeconds: amount,
});

/** What keeps a value from being what a run was measured on; null where nothing does. */
export function environmentFault(value: unknown): string | null {
  return environment(value, "");
}
