import { recipes as named } from "../../src/proto/mod.ts";
import type {
  ClaimVerdict,
  Environment,
  FitSample,
  JobBase,
  JobRecord,
} from "../../src/records/record.ts";

/** Invented throughout, for looking at a page; no number here was measured by anything. */

const tokensOfText = (
  "synthetic text number | : the quick brown fox jumps over the lazy dog while seven grey whales " +
  "sing of salt and patience beneath a paper moon and nobody counts the tokens but this test"
).split(" ");

const base: JobBase = {
  model: {
    id: "synthetic-model",
    weightsSha256: "0".repeat(63) + "1",
    tokenizerSha256: "0".repeat(63) + "2",
  },
  engine: {
    engine: "onnxruntime",
    device: "cpu",
    numeric: "float32",
    weights: "packed",
    batch: 4,
    threads: 2,
  },
  codeSha256: "0".repeat(63) + "3",
};

const recipes = { paper: named.paper, open: { ...named.open, maxSteps: 700 } };

export const environment: Environment = {
  startedAt: "2000-01-01T00:00:00.000Z",
  deno: "0.0.0",
  v8: "0.0",
  os: "synthetic linux",
  cpu: "Synthetic processor",
  cores: 2,
  memoryBytes: 24 * 2 ** 30,
  onnxruntime: "0.0.0",
  commit: "0123456789abcdef0123456789abcdef01234567",
  codeSha256: "0".repeat(63) + "3",
  devices: [{ device: "cpu", lastRanAtCommit: "0123456" }, {
    device: "webgpu",
    lastRanAtCommit: null,
  }],
  weightsSource: "a synthetic source",
  command: "deno task reproduce --profile synthetic",
  profile: "synthetic",
  elapsedSeconds: 512,
};

export const claims: readonly ClaimVerdict[] = [
  {
    ...claim("synthetic-a", "seen"),
    statement: "A synthetic claim that came out as the paper says it does",
    paper: "accuracy 1.00 ± 0.00",
    ours: "1.00 [0.92, 1.00]",
  },
  {
    ...claim("synthetic-b", "not seen"),
    statement: "A synthetic claim that did not",
    paper: "279×",
    ours: "22.1× [21.0, 23.4]",
    basis: "time",
  },
  {
    ...claim("synthetic-c", "inconclusive"),
    statement: "A synthetic claim with too little data behind it to say",
    ours: "0.61 [0.18, 0.93]",
  },
  {
    ...claim("synthetic-e", "runs"),
    statement: "A synthetic claim that only tiny models have anything to say of",
    ours: "0.5 [0.1, 0.9]",
  },
  {
    ...claim("synthetic-d", "not run"),
    statement: "A synthetic claim whose jobs are not in this profile",
    jobs: [],
  },
];

function claim(id: string, verdict: ClaimVerdict["verdict"]): ClaimVerdict {
  return {
    id,
    statement: "",
    place: "Table 0",
    paper: null,
    ours: null,
    verdict,
    kind: verdict === "runs" ? "machinery" : "transfer",
    open: verdict === "not run" ? "does not hold: 0.2 [0.1, 0.4] (open recipe)" : null,
    beside: verdict === "seen"
      ? [{
        verdict: "runs",
        kind: "machinery",
        ours: "0.9 [0.8, 1]",
        scope: "synthetic-tiny, 4 texts",
        reason: "A synthetic reason of a weaker kind.",
        open: null,
        jobs: [],
      }]
      : [],
    basis: "tokens",
    scope: "synthetic-model, 4 texts, N = 8, one seed",
    reason: "A synthetic reason, long enough to be read: the interval of the estimate does not " +
      "reach the bound that the rule names.",
    jobs: ["0".repeat(64), "1".repeat(64)],
    command: `deno task reproduce --claims ${id}`,
  };
}

/** Fits of both recipes at N = 8, 16 and 32, throughput jobs, one wrong and one not run. */
export function syntheticRecords(): JobRecord[] {
  const random = generator(7);
  const fits = [8, 16, 32].flatMap((tokens) =>
    (["paper", "open"] as const).flatMap((recipe) =>
      [1, 2, 3, 4].map((text) => syntheticFit({ tokens, recipe, text, random }))
    )
  );
  const timings = [16, 32, 64].map((tokens) => syntheticThroughput({ tokens, random }));
  return [
    ...fits,
    ...timings,
    { ...fits[0], key: "e".repeat(64), outcome: "wrong", want: "7", got: "8" } as JobRecord,
    {
      ...timings[0],
      key: "d".repeat(64),
      outcome: "not run",
      reason: "a synthetic reason",
    } as JobRecord,
  ];
}

/** A fit whose tokens come right one by one, the first last; only the open recipe ends exact. */
export function syntheticFit(
  { tokens, recipe, text, random, id = `synthetic ${text}` }: {
    tokens: number;
    recipe: keyof typeof recipes;
    text: number;
    random: () => number;
    id?: string;
  },
): JobRecord {
  const budget = recipes[recipe].maxSteps;
  const settledAt = Array.from(
    { length: tokens },
    (_, i) => budget * (i === 0 ? 0.7 : 0.1 + 0.5 * random()) * (recipe === "open" ? 0.9 : 1.6),
  );
  const end = Math.min(budget, Math.ceil(Math.max(...settledAt)));
  const trajectory = Array.from({ length: 41 }, (_, i): FitSample => {
    const step = Math.round(end * i / 40);
    const hits = settledAt.map((at) =>
      step >= at || (i > 0 && i < 40 && random() < step / at / 4) ? "1" : "0"
    ).join("");
    const accuracy = [...hits].filter((hit) => hit === "1").length / tokens;
    return { step, hits, accuracy, lossNats: 11 * (1 - step / end) ** 2 + 4 * (1 - accuracy) };
  });
  const last = trajectory[trajectory.length - 1];
  const targetTokens = tokensOfText.slice(0, tokens).map((word, i) =>
    (i === 0 ? "" : " ") + (word === "|" ? String(text) : word)
  );
  const right = [...last.hits].map((hit) => hit === "1");
  const targetIds = targetTokens.map((_, i) => 100 * text + i);
  const reconstructedTokens = targetTokens.map((token, i) => right[i] ? token : " sea");
  const exact = right.every(Boolean);
  return {
    key: digest(`${tokens} ${recipe} ${text} ${id}`),
    job: {
      ...base,
      kind: "fit",
      text: { id, source: "written", tokenIdsSha256: digest(`${text}`) },
      tokens,
      arrangement: "[e][m]×(N−1)",
      recipe: recipes[recipe],
      seed: 100 + text,
    },
    warnings: exact ? [] : [{ kind: "not converged", accuracy: last.accuracy }],
    command: `deno task fit --text-id "${id}" --tokens ${tokens} --recipe ${recipe}`,
    outcome: "measured",
    result: {
      text: targetTokens.join(""),
      reconstruction: reconstructedTokens.join(""),
      targetIds,
      reconstructedIds: targetIds.map((target, i) => right[i] ? target : 7),
      targetTokens,
      reconstructedTokens,
      accuracy: last.accuracy,
      correctTokens: right.filter(Boolean).length,
      exact,
      steps: end,
      attempts: [{
        seed: 100 + text,
        steps: end,
        accuracy: last.accuracy,
        outcome: exact ? "exact" : "budget",
      }],
      trajectory,
      lossNats: last.lossNats,
      informationNats: tokens * (3 + random()),
      elapsedSeconds: end * 0.02,
      stepMilliseconds: 48 + 10 * random(),
      compileSeconds: 2,
      solutionFile: "synthetic.safetensors",
    },
  };
}

export function syntheticThroughput(
  { tokens, random }: { tokens: number; random: () => number },
): JobRecord {
  const around = (milliseconds: number) =>
    Array.from({ length: 9 }, () => milliseconds * (0.95 + 0.1 * random()));
  const onePass = around(tokens ** 0.6 * 5);
  const autoregressive = around(tokens * 20);
  const middle = (samples: readonly number[]) => samples.toSorted((a, b) => a - b)[4];
  const ratio = middle(autoregressive) / middle(onePass);
  return {
    key: digest(`throughput ${tokens}`),
    job: {
      ...base,
      kind: "throughput",
      text: { id: "synthetic 1", source: "written", tokenIdsSha256: digest("1") },
      tokens,
      repetitions: 9,
    },
    warnings: [{ kind: "noisy timing", relativeSpread: 0.1 }],
    command: `deno task bench --tokens ${tokens}`,
    outcome: "measured",
    result: {
      onePassMilliseconds: onePass,
      autoregressiveMilliseconds: autoregressive,
      onePassTokensPerSecond: 1000 * tokens / middle(onePass),
      autoregressiveTokensPerSecond: 1000 * tokens / middle(autoregressive),
      ratio: { estimate: ratio, low: ratio * 0.96, high: ratio * 1.03 },
    },
  };
}

/** A linear congruential generator: uniform in 0…1, the same everywhere. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** Looks like a hash, is none. */
export function digest(text: string): string {
  const random = generator([...text].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) % 2 ** 32, 7));
  return Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join("");
}
