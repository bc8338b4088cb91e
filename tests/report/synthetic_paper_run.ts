import type { FitJob, FitResult, JobRecord } from "../../src/records/record.ts";
import type { GroupFitJob } from "../../src/records/experiment_records.ts";
import { generator, syntheticFit } from "./synthetic_records.ts";

/** What a test plants in a fit of the paper's kind; everything else is invented. */
export interface Planted {
  readonly text?: string;
  readonly source?: string;
  readonly arrangement?: string;
  readonly tokens: number;
  readonly accuracy: number;
  readonly model?: string;
  readonly recipe?: "paper" | "open";
  readonly device?: string;
  readonly seed?: number;
  readonly elapsedSeconds?: number;
  readonly steps?: number;
  readonly informationNats?: number;
  readonly unfinished?: boolean;
}

/** A fit with the planted values. */
export function plantedFit(planted: Planted): JobRecord {
  const { text = "pg19-synthetic", source = "pg19", arrangement = "[e][m]×(N−1)" } = planted;
  const { tokens, accuracy, model = "synthetic-model", recipe = "open", device = "cpu" } = planted;
  const { seed = 1, elapsedSeconds = tokens / 10, steps = 10 * tokens } = planted;
  const fit = syntheticFit({ tokens, recipe, text: 1, random: generator(tokens) });
  const { job, result } = fit as typeof fit & { result: FitResult; job: { kind: "fit" } };
  const identity = { ...job.text, id: text, source };
  const engine = { ...job.engine, device };
  const record = {
    ...fit,
    key: keyOf({ ...planted }),
    job: {
      ...job,
      ...{ text: identity, engine, arrangement, seed },
      model: { ...job.model, id: model },
    },
    command: `deno task fit --text-id ${text} --tokens ${tokens}`,
    outcome: "measured",
    result: {
      ...result,
      ...{ accuracy, exact: accuracy === 1, elapsedSeconds, steps },
      informationNats: planted.informationNats ?? 3 * tokens,
    },
  };
  return (planted.unfinished
    ? { ...record, outcome: "not run", reason: "planted", result: undefined }
    : record) as JobRecord;
}

/** A group of texts that share a vector, one accuracy a text. */
export function plantedGroup(
  { accuracies, first = 0, shared = "m", tokens = 4, seed = 1, source = "pg19" }: {
    readonly accuracies: readonly number[];
    /** Number of its first text. */
    readonly first?: number;
    readonly shared?: "e" | "m";
    readonly tokens?: number;
    readonly seed?: number;
    readonly source?: string;
  },
): JobRecord {
  const fit = plantedFit({ tokens, accuracy: 1 }).job as FitJob;
  const { model, engine, codeSha256, recipe } = fit;
  const job: GroupFitJob = {
    kind: "group fit",
    ...{ model, engine, codeSha256, recipe, tokens, shared, seed },
    arrangement: "[e][m]×(N−1)",
    texts: accuracies.map((_, i) => ({
      id: `${source}-${first + i}`,
      source,
      tokenIdsSha256: "0".repeat(64),
    })),
    groupSize: accuracies.length,
  };
  return {
    key: keyOf({ shared, tokens, seed, first, size: accuracies.length, source }),
    job,
    warnings: [],
    command: "deno task reproduce --claims T2",
    outcome: "measured",
    result: {
      texts: accuracies.map((accuracy) => ({
        accuracy,
        firstTokenRight: true,
        informationNats: 3 * tokens,
      })),
      fittedAccuracy: 1,
      steps: 100 * seed,
      starts: 1,
      outcome: "exact",
    },
  };
}

/** A run with something for each of the paper's tables: two models, four sources, groups of e and m. */
export function syntheticPaperRun(): {
  readonly records: readonly JobRecord[];
  readonly experiments: readonly JobRecord[];
} {
  const random = generator(3);
  const arrangements = ["[e]×N", "[e]×N/2[m]×N/2", "[e,m]×N/2", "[e][m]×N", "[e][m]×(N−1)"];
  const texts = [1, 2, 3, 4, 5, 6];
  const right = (tokens: number, hard: number) =>
    Math.round(tokens * Math.min(1, 1.6 - hard * random())) / tokens;
  const ofTable1 = ["synthetic-model-of-a-long-name-q4_1", "tiny-synthetic"].flatMap((model) =>
    arrangements.flatMap((arrangement, i) =>
      [1, 2, 4, 8, 16].flatMap((tokens) =>
        texts.map((text) =>
          plantedFit({
            ...{
              model,
              arrangement,
              tokens,
              recipe: model === "tiny-synthetic" ? "open" : "paper",
            },
            text: `pg19-${text}`,
            accuracy: right(tokens, tokens === 1 ? 0 : 1.6 * (5 - i) / 5 + tokens / 40),
            elapsedSeconds: tokens ** 1.2 * (0.5 + random()),
          })
        )
      )
    )
  );
  const ofTable3 = ["random", "fanfics", "generated"].flatMap((source) =>
    [4, 8, 16, 32].flatMap((tokens) =>
      texts.map((text) =>
        plantedFit({
          ...{ source, tokens, model: "synthetic-model-of-a-long-name-q4_1", recipe: "paper" },
          text: `${source}-${text}`,
          accuracy: right(tokens, tokens / (source === "random" ? 14 : 22)),
          elapsedSeconds: tokens ** 1.6 * (0.5 + random()),
        })
      )
    )
  );
  const groups = (["e", "m"] as const).flatMap((shared) =>
    [1, 2, 3].flatMap((seed) =>
      [1, 4, 16].flatMap((size) =>
        Array.from({ length: 16 / size }, (_, i) =>
          plantedGroup({
            ...{ shared, seed, first: i * size, tokens: 8 },
            accuracies: Array.from({ length: size }, () => right(8, 0.5 + size / 16)),
          }))
      )
    )
  );
  return { records: [...ofTable1, ...ofTable3], experiments: groups };
}

/** Looks like a hash of what makes a record another one, is none. */
function keyOf(of: Readonly<Record<string, unknown>>): string {
  const random = generator(
    [...JSON.stringify(of)].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) % 2 ** 32, 11),
  );
  return Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join("");
}
