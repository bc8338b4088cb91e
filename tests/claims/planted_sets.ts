/** Sets of records that a rule has to tell apart, and what becomes of them. */
import { evaluateClaims } from "../../src/claims/mod.ts";
import type { ClaimVerdict, JobRecord } from "../../src/records/record.ts";
import { plantedExperiment, plantedFit, plantedText } from "./planted_records.ts";

const lengths = [4, 8, 16, 32, 64];

export const arrangements = {
  paper: "[e][m]×(N−1)",
  longer: "[e][m]×N",
  repeated: "[e]×N",
  halves: "[e]×N/2[m]×N/2",
  alternating: "[e,m]×N/2",
};

/** Weights the paper used, by the hashes fixtures/models.json pins. */
export const direct = {
  "pythia-160m": "29d2e457a664e41c12c735f20a36dc0956a665f614a54ce5db21a32e75965270",
  "llama-3.2-1b": "68a2e4be76fa709455a60272fba8e512c02d81c46e6c671cc9449e374fd6809a",
} as const;

/** What is said of a claim by a run of these records. */
export function judged(claim: string, records: readonly JobRecord[]): ClaimVerdict {
  return evaluateClaims(records, { command: "" }).find(({ id }) => id === claim)!;
}

/** A model of the paper, by its hash. */
export function onDirect(id: keyof typeof direct) {
  return { id, weightsSha256: direct[id] };
}

/** Records of so many texts. */
export function texts(count: number, of: (text: number) => JobRecord | JobRecord[]): JobRecord[] {
  return Array.from({ length: count }, (_, text) => of(text)).flat();
}

type Fit = Parameters<typeof plantedFit>[0];

/** A fit of a text that came back, unless it is said to have done worse. */
export function fit(text: number, rest: Partial<Fit> & { tokens: number }): JobRecord {
  return plantedFit({ text, accuracy: 1, ...rest });
}

/** Twelve texts under the paper's arrangement and another, accuracies a little scattered. */
export function against(
  arrangement: string,
  { tokens, accuracy, ours = 1 }: { tokens: number; accuracy: number; ours?: number },
): JobRecord[] {
  const scattered = (value: number, text: number) => value === 1 ? 1 : value + 0.01 * (text % 4);
  return texts(12, (text) => [
    fit(text, { tokens, accuracy: scattered(ours, text) }),
    fit(text, { tokens, arrangement, accuracy: scattered(accuracy, text) }),
  ]);
}

/** Twelve texts of a source over five lengths, each reaching `reach(text)` of them. */
export function grid(
  source: string,
  reach: (text: number) => number,
  { natsPerToken = 3 }: { natsPerToken?: number } = {},
): JobRecord[] {
  return texts(12, (text) =>
    lengths.map((tokens, i) =>
      fit(text, {
        tokens,
        source,
        accuracy: i < reach(text) ? 1 : 0.5,
        informationNats: natsPerToken * tokens + text,
      })
    ));
}

/** Six groups of two texts that share an m. */
export function sharedGrid(reach: (text: number) => number): JobRecord[] {
  return [0, 2, 4, 6, 8, 10].flatMap((first) => {
    const members = [first, first + 1];
    return lengths.map((tokens, i) =>
      plantedExperiment(
        {
          kind: "group fit",
          texts: members.map((text) => plantedText(text)),
          tokens,
          arrangement: arrangements.paper,
          shared: "m",
          groupSize: 2,
          seed: 1,
        },
        {
          texts: members.map((text) => ({
            accuracy: i < reach(text) ? 1 : 0.5,
            informationNats: 1,
          })),
        },
      )
    );
  });
}

/** Forty-eight texts in groups of 1, 4 and 16, ten seeds. */
export function groups(
  { shared, accuracy }: {
    shared: "e" | "m";
    /** `first`: of 16 tokens all, less the first where a shared e says another. */
    accuracy: (of: { size: number; seed: number; text: number; first: number }) => number;
  },
): JobRecord[] {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
  return [1, 4, 16].flatMap((size) =>
    seeds.flatMap((seed) =>
      Array.from({ length: 48 / size }, (_, group) => {
        const members = Array.from({ length: size }, (_, i) => group * size + i);
        return plantedExperiment(
          {
            kind: "group fit",
            texts: members.map((text) => plantedText(text)),
            tokens: 16,
            arrangement: arrangements.paper,
            shared,
            groupSize: size,
            seed,
          },
          {
            // Only one text of a group can begin as a shared e says.
            texts: members.map((text, i) => ({
              accuracy: accuracy({ size, seed, text, first: i === 0 ? 1 : 15 / 16 }),
              firstTokenRight: shared === "m" || i === 0,
              informationNats: 1,
            })),
          },
        );
      })
    )
  );
}

/** Ten texts whose longest one-pass prefix holds `ratio` of what was crammed; no more is held. */
export function informationRatio(source: string, ratio: number): JobRecord[] {
  return texts(10, (text) => {
    const nats = 100 + text;
    return [
      fit(text, { tokens: 16, source, informationNats: ratio * nats + text % 3 }),
      fit(text, { tokens: 32, source, accuracy: 0.5 }),
      crammed({ text, source, tokens: 32, nats, accuracy: 1 }),
      crammed({ text, source, tokens: 64, nats: 2 * nats, accuracy: 0.5 }),
    ];
  });
}

/** The same of both panels: in the left one m is shared by pairs of texts. */
export function bothPanels(
  sources: readonly string[],
  ratio: number,
  { freely }: { freely?: number } = {},
): JobRecord[] {
  return sources.flatMap((source) =>
    texts(10, (text) => {
      const nats = 100 + text;
      const pass = (tokens: number, accuracy: number, informationNats: number) => [
        fit(text, { tokens, source, accuracy, informationNats }),
        plantedExperiment(
          {
            kind: "group fit",
            texts: [plantedText(2 * text, source), plantedText(2 * text + 1, source)],
            tokens,
            arrangement: arrangements.paper,
            shared: "m",
            groupSize: 2,
            seed: 1,
          },
          { texts: [1, 2].map(() => ({ accuracy, informationNats, firstTokenRight: true })) },
        ),
      ];
      const crams = [1, 2].flatMap((memVectors) => {
        const one = { text, source, memVectors };
        return [
          crammed({ ...one, tokens: 32, nats, accuracy: 1 }),
          crammed({ ...one, tokens: 48, nats: 1.4 * nats, accuracy: 0.5, freely }),
          crammed({ ...one, tokens: 64, nats: 2 * nats, accuracy: 0.5 }),
        ];
      });
      return [...pass(16, 1, ratio * nats + text % 3), ...pass(32, 0.5, 2 * nats), ...crams];
    })
  );
}

function crammed(
  { text, source, tokens, nats, accuracy, memVectors = 2, freely = accuracy }: {
    text: number;
    source: string;
    tokens: number;
    nats: number;
    accuracy: number;
    memVectors?: number;
    freely?: number;
  },
): JobRecord {
  return plantedExperiment(
    { kind: "cramming", text: plantedText(text, source), tokens, memVectors, seed: 1 },
    { teacherForcedAccuracy: accuracy, greedyAccuracy: freely, informationNats: nats },
  );
}

/** Eight texts at three lengths of the paper's table; steps as given, seconds in proportion. */
export function times(steps: (tokens: number, text: number) => number): JobRecord[] {
  return texts(
    8,
    (text) =>
      [32, 64, 128].map((tokens) =>
        fit(text, {
          tokens,
          steps: Math.round(steps(tokens, text)),
          seconds: steps(tokens, text) / 20,
        })
      ),
  );
}

/** Twenty-four contexts of four solutions; distances scattered by 0.02 around the given means. */
export function distances({ same, different }: { same: number; different: number }): JobRecord[] {
  let draw = 0;
  const scatter = () => 0.02 * Math.sin(draw++ * 12.9898) * Math.SQRT2;
  const pairs = [];
  for (let a = 0; a < 24; a++) {
    for (let i = 0; i < 6; i++) {
      pairs.push(pair("same text", [a, a], 0.75 + scatter()));
      pairs.push(pair("same context", [a, a], same + scatter()));
    }
    for (let b = 0; b < a; b++) {
      pairs.push(pair("different context", [b, a], different + scatter()));
    }
  }
  return [plantedExperiment({ kind: "distances", tokens: 16 }, { pairs })];
}

function pair(relation: string, contexts: readonly number[], distance: number) {
  const near = 0.5 + 0.05 * Math.sin(7 * distance * 100);
  return {
    relation,
    contexts: contexts.map((context) => `context-${context}`),
    distance,
    tokenDistance: near,
    semanticDistance: near,
  };
}

/** Twelve texts with three pairs of solutions each. */
export function curves(
  { line, curve, ratio }: { line: number; curve: number; ratio: number },
): JobRecord[] {
  return texts(12, (text) =>
    [[1, 2], [1, 3], [2, 3]].map((seeds) =>
      plantedExperiment(
        { kind: "curve", text: plantedText(text), tokens: 16, seeds },
        {
          lineAccuracies: [1, line + 0.005 * (text % 3), 1],
          curveAccuracies: [1, curve - 0.002 * (text % 3), 1],
          lengthRatio: ratio + 0.01 * (text % 3),
        },
      )
    ));
}

export function generations(own: number): JobRecord[] {
  return texts(12, (text) =>
    ["BOS e m", "e m"].map((prompt) =>
      plantedExperiment(
        { kind: "generation", text: plantedText(text), tokens: 128, prompt },
        {
          ownSimilarity: own + 0.01 * (text % 3),
          otherSimilarity: 0.1 + 0.01 * ((text + 1) % 3),
          afterText: { ownSimilarity: 0.5 + 0.01 * (text % 3), otherSimilarity: 0.1 },
        },
      )
    ));
}

export function attentions(mass: number): JobRecord[] {
  return texts(12, (text) =>
    plantedExperiment(
      { kind: "attention", text: plantedText(text), tokens: 16 },
      {
        firstPositionMass: [mass, mass + 0.01 * (text % 3)],
        unfittedMass: [0.4, 0.4 + 0.01 * (text % 2)],
      },
    ));
}
