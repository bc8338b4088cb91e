import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord, Kind, Kinds, TextIdentity } from "../../src/records/record.ts";
import type { SolutionPair } from "../../src/records/experiment_records.ts";
import { digest, generator, syntheticRecords } from "./synthetic_records.ts";

/** Invented like the records they stand beside; no number here was measured by anything. */

type Random = () => number;

/** Of every job: the model and engine that the synthetic fits have. */
const { model, engine, codeSha256 } = syntheticRecords()[0].job;
const base = { model, engine, codeSha256, recipe: { ...recipes.open } };
const arrangement = "[e][m]×(N−1)";

/** Experiments of every kind, several texts each; some not run. */
export function syntheticExperiments(): JobRecord[] {
  const random = generator(11);
  return [
    ...groupFits(random),
    ...crammings(random),
    ...curves(random),
    distances(random),
    ...generations(random),
    ...attentions(random),
    {
      ...attentions(random)[0],
      key: "c".repeat(64),
      outcome: "not run",
      reason: "a synthetic reason",
    } as JobRecord,
  ];
}

/** Fits of the same texts as the crammings, so that Figure 3 has both sides. */
export function syntheticPairedFits(): JobRecord[] {
  const [pattern] = syntheticRecords();
  return sources.flatMap(({ source, natsPerToken }) =>
    lengths.flatMap((tokens) =>
      textsOf(source).map((text, i): JobRecord => {
        const accuracy = tokens <= [64, 32, 16, 64][i] ? 1 : 0.9;
        const { key, ...rest } = pattern as JobRecord & { outcome: "measured" };
        const job = { ...rest.job, ...base, arrangement, text, tokens };
        const informationNats = tokens * natsPerToken;
        const result = { ...rest.result, accuracy, exact: accuracy === 1, informationNats };
        const telling = digest(`${key} paired ${text.id} ${tokens}`);
        return { ...rest, key: telling, job, result } as JobRecord;
      })
    )
  );
}

const sources = [
  { source: "pg19", natsPerToken: 4 },
  { source: "random", natsPerToken: 9 },
] as const;

const lengths = [16, 32, 64] as const;

function textsOf(source: string): TextIdentity[] {
  return [1, 2, 3, 4].map((i) => ({
    id: `synthetic ${source} ${i}`,
    source,
    tokenIdsSha256: digest(`${source} ${i}`),
  }));
}

function record<K extends Kind>(
  job: Omit<Kinds[K]["job"], keyof typeof base> & { readonly kind: K },
  result: Kinds[K]["result"],
): JobRecord {
  return {
    key: digest(JSON.stringify(job)),
    job: { ...base, ...job },
    warnings: [],
    command: `deno task reproduce --profile synthetic --claims ${job.kind.replace(" ", "-")}`,
    outcome: "measured",
    result,
  } as unknown as JobRecord;
}

function groupFits(random: Random): JobRecord[] {
  return sources.flatMap(({ source, natsPerToken }) =>
    lengths.map((tokens) => {
      const texts = textsOf(source);
      return record<"group fit">({
        kind: "group fit",
        texts,
        tokens,
        arrangement,
        shared: "m",
        groupSize: texts.length,
        seed: 1,
      }, {
        texts: texts.map((_, i) => ({
          accuracy: tokens <= 16 * (1 + i % 2) ? 1 : 0.7 + 0.2 * random(),
          firstTokenRight: true,
          informationNats: tokens * natsPerToken * (0.9 + 0.2 * random()),
        })),
        fittedAccuracy: 0.9,
        steps: 500,
        starts: 1,
        outcome: "budget",
      });
    })
  );
}

/** The last text of each source is held by no vector; greedy reading loses the longest of others. */
function crammings(random: Random): JobRecord[] {
  return sources.flatMap(({ source, natsPerToken }) =>
    [1, 2].flatMap((memVectors) =>
      lengths.flatMap((tokens) =>
        textsOf(source).map((text, i) => {
          const held = i < 3 && tokens <= 32 * memVectors;
          return record<"cramming">({
            kind: "cramming",
            text,
            tokens,
            memVectors,
            patienceSteps: 2000,
            seed: 1,
          }, {
            teacherForcedAccuracy: held ? 1 : 0.8,
            greedyAccuracy: held && (i !== 1 || tokens < 32) ? 1 : 0.3,
            informationNats: tokens * natsPerToken * (0.9 + 0.2 * random()),
            crammedNats: 3,
            steps: 300,
            starts: 1,
          });
        })
      )
    )
  );
}

function curves(random: Random): JobRecord[] {
  const points = 21;
  const taus = Array.from({ length: points }, (_, i) => i / (points - 1));
  return textsOf("pg19").slice(0, 2).flatMap((text) =>
    ([[1, 2], [1, 3], [2, 3]] as const).map((seeds) => {
      const depth = 0.6 + 0.4 * random();
      return record<"curve">({
        kind: "curve",
        text,
        tokens: 16,
        arrangement,
        curve: { steps: 500, learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        points,
        seeds,
      }, {
        lineAccuracies: taus.map((tau) => 1 - depth * (4 * tau * (1 - tau)) ** 0.5),
        curveAccuracies: taus.map((tau) => 1 - 0.08 * random() * 4 * tau * (1 - tau)),
        lineLossesNats: taus.map((tau) => 8 * tau * (1 - tau)),
        curveLossesNats: taus.map(() => 0.1),
        lengthRatio: 1.05 + 0.25 * random(),
      });
    })
  );
}

function distances(random: Random): JobRecord {
  const contexts = ["synthetic context 1", "synthetic context 2", "synthetic context 3"];
  const pairsOf = (
    relation: SolutionPair["relation"],
    { count, centre, texts }: { count: number; centre: number; texts: number },
  ) =>
    Array.from({ length: count }, (_, i): SolutionPair => {
      const around = (at: number, width: number) => at + width * (random() + random() - 1);
      const first = contexts[i % contexts.length];
      return {
        relation,
        contexts: [first, relation === "different context" ? contexts[(i + 1) % 3] : first],
        distance: around(centre, 0.06),
        tokenDistance: texts === 0 ? 0 : around(texts, 0.15),
        semanticDistance: texts === 0 ? 0 : around(texts, 0.2),
      };
    });
  const texts = contexts.map((context, i) => ({ ...textsOf("generated")[i], context, seeds: [1] }));
  return record<"distances">(
    { kind: "distances", tokens: 16, arrangement, shared: "m", texts, sentenceModel: model },
    {
      pairs: [
        ...pairsOf("same text", { count: 60, centre: 0.82, texts: 0 }),
        ...pairsOf("same context", { count: 150, centre: 0.93, texts: 0.7 }),
        ...pairsOf("different context", { count: 1200, centre: 0.96, texts: 0.8 }),
      ],
      leftOut: 2,
    },
  );
}

function generations(random: Random): JobRecord[] {
  return textsOf("pg19").flatMap((text) => {
    const afterText = {
      ownSimilarity: 0.25 + 0.2 * random(),
      otherSimilarity: 0.1 * random(),
      writtenIds: [5, 6, 7],
      writtenText: " and so on, as <it> began\nand would end",
    };
    return ["e", "m", "e m", "BOS e", "BOS m", "BOS e m"].map((prompt) =>
      record<"generation">({
        kind: "generation",
        text,
        tokens: 16,
        arrangement,
        seed: 1,
        prompt,
        bosId: 0,
        written: 32,
        documentsSha256: digest("documents"),
      }, {
        ownSimilarity: 0.15 * random(),
        otherSimilarity: 0.15 * random(),
        writtenIds: [1, 2, 3, 4],
        // As a record of an older run: its text was not kept.
        ...(prompt === "m" ? {} : { writtenText: ` synthetic ${prompt} `.repeat(12) }),
        afterText,
      })
    );
  });
}

function attentions(random: Random): JobRecord[] {
  const layers = Array.from({ length: 8 }, (_, i) => i);
  return textsOf("pg19").map((text) => {
    const masses = (level: number) => layers.map((i) => level * (0.5 + 0.06 * i) + 0.1 * random());
    return record<"attention">({
      kind: "attention",
      text,
      tokens: 16,
      arrangement,
      seed: 1,
      fit: digest(text.id),
    }, {
      accuracy: 1,
      firstPositionMass: masses(0.6),
      unfittedMass: masses(0.2),
      textMass: masses(0.9),
    });
  });
}
