/** Every rule on planted results: a set in which the claim holds, one in which it does not. */
import assert from "node:assert/strict";
import { evaluateClaims } from "../../src/claims/mod.ts";
import type { ClaimVerdict, JobRecord } from "../../src/records/record.ts";
import {
  plantedCertificate,
  plantedExperiment,
  plantedFit,
  unfinishedFit,
} from "./planted_records.ts";

interface Planted {
  readonly claim: string;
  readonly holds: readonly JobRecord[];
  readonly fails: readonly JobRecord[];
}

const lengths = [4, 8, 16, 32, 64];

const naturals = ["pg19", "fanfics", "generated"];

const arrangements = {
  paper: "[e][m]×(N−1)",
  longer: "[e][m]×N",
  repeated: "[e]×N",
  halves: "[e]×N/2[m]×N/2",
  alternating: "[e,m]×N/2",
};

const cases: readonly Planted[] = [
  {
    claim: "T1-one-token-one",
    holds: texts(50, (text) => fit(text, { tokens: 1, arrangement: arrangements.repeated })),
    fails: texts(
      50,
      (text) => fit(text, { tokens: 1, arrangement: arrangements.repeated, accuracy: text % 2 }),
    ),
  },
  {
    // [e]×N says one token, of four at most one is right.
    claim: "T1-repeating-fails",
    holds: [plantedCertificate(), ...texts(12, (text) => fit(text, { tokens: 4 }))],
    fails: [plantedCertificate(), ...texts(12, (text) => fit(text, { tokens: 4, accuracy: 0 }))],
  },
  {
    claim: "T1-halves-fail",
    holds: [plantedCertificate(), ...texts(12, (text) => fit(text, { tokens: 4 }))],
    // Three of four are in reach of two halves.
    fails: [plantedCertificate(), ...texts(12, (text) => fit(text, { tokens: 4, accuracy: 0.5 }))],
  },
  {
    claim: "T1-alternation-beats-halves",
    holds: [
      plantedCertificate(),
      ...texts(12, (text) => fit(text, { tokens: 4, arrangement: arrangements.alternating })),
    ],
    fails: [
      plantedCertificate(),
      ...texts(
        12,
        (text) => fit(text, { tokens: 4, arrangement: arrangements.alternating, accuracy: 0.5 }),
      ),
    ],
  },
  {
    // At N = 4 the two are alike, and so the paper prints them; longer ones tell.
    claim: "T1-alternation-worse",
    holds: [
      ...against(arrangements.alternating, { tokens: 4, accuracy: 1 }),
      ...against(arrangements.alternating, { tokens: 64, accuracy: 0.2 }),
    ],
    fails: [
      ...against(arrangements.alternating, { tokens: 4, accuracy: 0 }),
      ...against(arrangements.alternating, { tokens: 64, accuracy: 1, ours: 0.2 }),
    ],
  },
  {
    claim: "T1-both-lengths-alike",
    holds: texts(60, (text) => [
      fit(text, { tokens: 8 }),
      fit(text, { tokens: 8, arrangement: arrangements.longer }),
    ]),
    fails: against(arrangements.longer, { tokens: 8, accuracy: 0.5 }),
  },
  {
    claim: "T2-sharing-e-works",
    // Of 16 tokens the first is lost to all but one text of a group, whatever the fit.
    holds: groups({ shared: "e", accuracy: ({ seed, first }) => seed % 2 ? first : 0.7 }),
    fails: groups({ shared: "e", accuracy: ({ size, first }) => size === 1 ? 1 : first - 0.1 }),
  },
  {
    claim: "T2-sharing-m-works",
    holds: groups({ shared: "m", accuracy: ({ seed }) => seed % 2 ? 1 : 0.7 }),
    fails: groups({ shared: "m", accuracy: ({ size }) => size < 16 ? 1 : 0.9 }),
  },
  {
    claim: "T2-larger-groups-want-restarts",
    holds: (["e", "m"] as const).flatMap((shared) =>
      groups({ shared, accuracy: ({ size, text }) => 0.9 - size / 60 - 0.01 * (text % 3) })
    ),
    fails: groups({
      shared: "m",
      accuracy: ({ size, text }) => 0.5 + size / 60 - 0.01 * (text % 3),
    }),
  },
  {
    claim: "T3-random-worse",
    holds: [...grid("pg19", (text) => 3 + text % 3), ...grid("random", (text) => 1 + text % 2)],
    fails: [...grid("pg19", (text) => 1 + text % 2), ...grid("random", (text) => 3 + text % 3)],
  },
  {
    claim: "T3-natural-alike",
    holds: ["pg19", "fanfics", "generated"].flatMap((source) =>
      grid(source, (text) => 3 + text % 2)
    ),
    fails: [
      ...grid("pg19", (text) => 4 + text % 2),
      ...grid("fanfics", (text) => 1 + text % 2),
      ...grid("generated", (text) => 4 + text % 2),
    ],
  },
  {
    claim: "T3-natural-less-information",
    holds: [
      ...grid("pg19", () => 3, { natsPerToken: 2 }),
      ...grid("random", () => 2, { natsPerToken: 8 }),
    ],
    fails: [
      ...grid("pg19", () => 3, { natsPerToken: 8 }),
      ...grid("random", () => 2, { natsPerToken: 2 }),
    ],
  },
  {
    claim: "T3-sharing-m-costs-capacity",
    holds: [...grid("pg19", (text) => 3 + text % 2), ...sharedGrid((text) => 1 + text % 2)],
    fails: [...grid("pg19", (text) => 1 + text % 2), ...sharedGrid((text) => 3 + text % 2)],
  },
  {
    claim: "F3-random-as-autoregressive",
    holds: bothPanels(["random"], 1),
    fails: bothPanels(["random"], 0.3),
  },
  {
    claim: "F3-natural-half",
    holds: bothPanels(naturals, 0.5),
    fails: informationRatio("pg19", 1),
  },
  {
    claim: "F3-natural-worst",
    holds: bothPanels(naturals, 0.4),
    fails: informationRatio("pg19", 0.1),
  },
  {
    claim: "T4-seconds-grow",
    holds: times((tokens, text) => tokens * (10 + text)),
    fails: times((tokens, text) => (10 + text) * 1000 / tokens),
  },
  {
    claim: "T4-time-linear",
    holds: times((tokens, text) => tokens * (10 + text)),
    fails: times((tokens, text) => tokens ** 3 * (10 + text) / 1000),
  },
  {
    claim: "F5-equal-token-distance",
    holds: distances({ same: 0.85, different: 0.9 }),
    fails: distances({ same: 0.9, different: 0.85 }),
  },
  {
    claim: "F5-equal-semantic-distance",
    holds: distances({ same: 0.85, different: 0.9 }),
    fails: distances({ same: 0.9, different: 0.85 }),
  },
  {
    claim: "F6-distance-order",
    holds: distances({ same: 0.85, different: 0.9 }),
    fails: distances({ same: 0.95, different: 0.9 }),
  },
  {
    claim: "F6-densities-overlap",
    holds: distances({ same: 0.885, different: 0.9 }),
    fails: distances({ same: 0.5, different: 0.9 }),
  },
  {
    claim: "F7-straight-line-collapses",
    holds: curves({ line: 0.1, curve: 1, ratio: 1.1 }),
    fails: curves({ line: 0.9, curve: 1, ratio: 1.1 }),
  },
  {
    claim: "F7-curve-stays",
    holds: curves({ line: 0.1, curve: 0.99, ratio: 1.1 }),
    fails: curves({ line: 0.1, curve: 0.6, ratio: 1.1 }),
  },
  {
    claim: "F7-curve-short",
    holds: curves({ line: 0.1, curve: 1, ratio: 1.1 }),
    fails: curves({ line: 0.1, curve: 1, ratio: 2 }),
  },
  {
    claim: "A-generation-unrelated",
    holds: generations(0.1),
    fails: generations(0.6),
  },
  {
    claim: "K-attention-sink",
    holds: attentions(0.8),
    fails: attentions(0.42),
  },
];

for (const { claim, holds, fails } of cases) {
  Deno.test(`${claim} is seen where it holds and not seen where it does not`, () => {
    for (const [records, want] of [[holds, "seen"], [fails, "not seen"]] as const) {
      const verdict = judged(claim, records);
      assert.equal(verdict.verdict, want, `${verdict.ours} (${verdict.reason})`);
      assert.ok(verdict.ours !== null && verdict.scope !== "no jobs" && verdict.jobs.length > 0);
    }
  });
}

/** Weights the paper used, by the hashes fixtures/models.json pins. */
const direct = {
  "pythia-160m": "29d2e457a664e41c12c735f20a36dc0956a665f614a54ce5db21a32e75965270",
  "llama-3.2-1b": "68a2e4be76fa709455a60272fba8e512c02d81c46e6c671cc9449e374fd6809a",
} as const;

Deno.test("T1-accuracies agrees cell by cell, and names the cells that are off", () => {
  const table = (accuracy: (text: number) => number) =>
    judged(
      "T1-accuracies",
      texts(50, (text) =>
        fit(text, {
          tokens: 256,
          model: onDirect("llama-3.2-1b"),
          accuracy: accuracy(text),
        })),
    );
  // As printed: 0.99 ± 0.10 is one text of fifty lost. Of 20 cells algebra decides five.
  const same = table((text) => text === 0 ? 0.3 : 1);
  assert.equal(same.verdict, "inconclusive");
  assert.match(same.ours!, /1 of 15 cells agree, 0 do not, 14 are open/);
  const other = table((text) => 0.5 + 0.01 * (text % 5));
  assert.equal(other.verdict, "contradicted");
  assert.match(other.reason, /\[e\]\[m\]×\(N−1\) at N = 256: 0\.52 against 0\.99/);
});

Deno.test("F1-best-capacities and T3-capacities agree within a step of the grid", () => {
  const reaching = (longest: number) =>
    texts(8, (text) =>
      [4, 8, 16, 64, 90, 128, 181, 256, 512, 1024].map((tokens) =>
        fit(text, {
          tokens,
          source: "pg19",
          model: onDirect("pythia-160m"),
          accuracy: tokens <= longest / (text % 2 + 1) ? 1 : 0.5,
        })
      ));
  // Printed are 128. 167 would snap to 128 on the grid, 90 is nearer to 128 than to 167.
  for (const [longest, agrees, off] of [[90, 1, 0], [128, 1, 0], [181, 1, 0], [64, 0, 0]]) {
    for (const claim of ["F1-best-capacities", "T3-capacities"]) {
      const { verdict, ours } = judged(claim, reaching(longest));
      assert.equal(verdict, "inconclusive", `${claim}: ${ours}`);
      assert.match(ours!, new RegExp(`^${agrees} of .* agree, ${off} do not`), `${longest}`);
    }
  }
  for (const longest of [8, 1000]) {
    for (const claim of ["F1-best-capacities", "T3-capacities"]) {
      const { verdict, ours } = judged(claim, reaching(longest));
      assert.equal(verdict, "contradicted", `${claim}, ${longest}: ${ours}`);
    }
  }
});

Deno.test("what algebra decides says how far from equal the outputs were", () => {
  const fits = texts(12, (text) => fit(text, { tokens: 4 }));
  const said = (certificate: JobRecord) =>
    judged("T1-repeating-fails", [certificate, ...fits]).reason;
  assert.match(said(plantedCertificate()), /In planted-model outputs .* are, to the bit\./);
  assert.match(
    said(plantedCertificate({ sameToken: false })),
    /differ by 1 at most, of 10\..* Missing: equal outputs in planted-model/,
  );
});

Deno.test("T4-seconds and F4-279-times want the paper's models on a CUDA device", () => {
  const model = onDirect("llama-3.2-1b");
  const onCpu = judged("T4-seconds", [fit(1, { tokens: 32, model, seconds: 11 })]);
  assert.deepEqual([onCpu.kind, onCpu.verdict], ["direct", "not run"]);
  assert.equal(judged("F4-279-times", [fit(1, { tokens: 32, model })]).verdict, "not run");
});

Deno.test("T3-family-matters, -llama-grows and -pythia-flat want two models of a ladder", () => {
  const sized = (id: keyof typeof direct, reach: (text: number) => number) =>
    texts(
      12,
      (text) =>
        [45, 64, 90, 128, 181, 256, 362, 512].map((tokens, i) =>
          fit(text, { tokens, model: onDirect(id), accuracy: i < reach(text) ? 1 : 0.5 })
        ),
    );
  const alone = sized("llama-3.2-1b", (text) => 6 + text % 2);
  for (const claim of ["T3-family-matters", "T3-llama-grows", "T3-pythia-flat"]) {
    assert.equal(judged(claim, alone).verdict, "not run", claim);
  }
});

Deno.test("T3-pythia-flat may stand on one of the paper's models and one that is none", () => {
  const sized = (model: { id: string; weightsSha256?: string }) =>
    texts(
      12,
      (text) =>
        [8, 16, 32, 64].map((tokens, i) =>
          fit(text, { tokens, model, accuracy: i < 1 + text % 2 ? 1 : 0.5 })
        ),
    );
  const small = sized({ id: "pythia-70m" });
  const both = [...small, ...sized(onDirect("pythia-160m"))];
  const two = judged("T3-pythia-flat", both);
  assert.deepEqual([two.kind, two.verdict], ["transfer", "inconclusive"]);
  assert.match(two.reason, /Missing: pythia-410m against pythia-160m/);
  const three = judged("T3-pythia-flat", [...both, ...sized({ id: "pythia-410m" })]);
  assert.equal(three.verdict, "seen");
});

Deno.test("T3-natural-alike says which sources are missing, and stays open without them", () => {
  const alike = (source: string) => grid(source, (text) => 3 + text % 2);
  const { verdict, reason } = judged("T3-natural-alike", [...alike("pg19"), ...alike("generated")]);
  assert.equal(verdict, "inconclusive");
  assert.match(
    reason,
    /Missing: pg19 − fanfics on planted-model; fanfics − generated on planted-model\./,
  );
});

Deno.test("T2-sharing-e-works says how it reads a shared e; a shared m loses no token", () => {
  const all = (shared: "e" | "m") => groups({ shared, accuracy: ({ first }) => first });
  assert.match(judged("T2-sharing-e-works", all("e")).reason, /positions 2 to N/);
  const shared = judged("T2-sharing-m-works", all("m"));
  assert.equal(shared.verdict, "inconclusive");
  assert.doesNotMatch(shared.reason, /positions 2 to N/);
});

Deno.test("T2 claims are judged where sizes were compared, not at the longest length of any group", () => {
  const compared = groups({ shared: "m", accuracy: () => 1 });
  const { verdict, scope } = judged("T2-sharing-m-works", [...compared, ...sharedGrid(() => 1)]);
  assert.equal(verdict, "seen");
  assert.match(scope, /N = 16,/);
});

Deno.test("F3 claims want lengths that texts do not outlast, either way", () => {
  const whole = informationRatio("random", 1);
  for (const kind of ["fit", "cramming"]) {
    const cut = whole.filter((record) =>
      record.job.kind !== kind as string ||
      (record.outcome === "measured" && /Accuracy":1|"accuracy":1/.test(JSON.stringify(record)))
    );
    const { verdict, reason } = judged("F3-random-as-autoregressive", cut);
    assert.equal(verdict, "not run", kind);
    assert.match(reason, /Wants longer lengths/);
  }
});

Deno.test("F3 claims judge what the paper counts, and show the free-running reading beside it", () => {
  const { verdict, ours, reason } = judged(
    "F3-random-as-autoregressive",
    bothPanels(["random"], 1, { freely: 0.5 }),
  );
  assert.equal(verdict, "seen");
  assert.match(ours!, /left panel, planted-model, random, teacher-forced, .*: × 0?\.?\d/);
  assert.match(ours!, /right panel, planted-model, random, free-running, .*, not judged/);
  assert.match(reason, /By right panel, .*free-running.* alone it/);
});

Deno.test("a length at which not all fits have ended enters no capacity, and the reason says so", () => {
  // The quick ones came back at 128; those that would fail still run.
  const short = [...grid("pg19", () => 2), ...grid("random", () => 1)];
  const early = texts(6, (text) => fit(text, { tokens: 128, source: "random" }));
  const running = texts(
    6,
    (text) => unfinishedFit({ text: text + 6, tokens: 128, source: "random", accuracy: 0 }),
  );
  const natural = texts(12, (text) => fit(text, { tokens: 128, accuracy: 0.5 }));
  const { verdict, ours } = judged("T3-random-worse", short);
  const beside = judged("T3-random-worse", [...short, ...natural, ...early, ...running]);
  assert.deepEqual([beside.verdict, beside.ours], [verdict, ours]);
  assert.match(beside.reason, /Left out where not all fits have ended: N = 128\./);
});

Deno.test("T3-capacities says how many cells agree by other readings of the longest", () => {
  const { reason } = judged(
    "T3-capacities",
    texts(3, (text) =>
      [64, 90, 128].map((tokens) =>
        fit(text, {
          tokens,
          model: onDirect("pythia-160m"),
          accuracy: tokens <= (text === 0 ? 128 : 64) ? 1 : 0.5,
        })
      )),
  );
  assert.match(
    reason,
    /0 of 1 by the longest that half of the texts reach, 0 of 1 by the longest at a mean/,
  );
});

Deno.test("T3-natural-less-information wants lengths that natural texts do not outlast", () => {
  const records = [...grid("pg19", () => 5), ...grid("random", () => 2)];
  const { verdict, reason } = judged("T3-natural-less-information", records);
  assert.equal(verdict, "not run");
  assert.match(reason, /Wants longer lengths/);
});

function judged(claim: string, records: readonly JobRecord[]): ClaimVerdict {
  return evaluateClaims(records, { command: "" }).find(({ id }) => id === claim)!;
}

function onDirect(id: keyof typeof direct) {
  return { id, weightsSha256: direct[id] };
}

function texts(count: number, of: (text: number) => JobRecord | JobRecord[]): JobRecord[] {
  return Array.from({ length: count }, (_, text) => of(text)).flat();
}

type Fit = Parameters<typeof plantedFit>[0];

function fit(text: number, rest: Partial<Fit> & { tokens: number }): JobRecord {
  return plantedFit({ text, accuracy: 1, ...rest });
}

/** Twelve texts under the paper's arrangement and another, accuracies a little scattered. */
function against(
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
function grid(
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

function identity(text: number, source = "pg19") {
  return { id: `${source}-${text}`, source, tokenIdsSha256: "" };
}

/** Six groups of two texts that share an m. */
function sharedGrid(reach: (text: number) => number): JobRecord[] {
  return [0, 2, 4, 6, 8, 10].flatMap((first) => {
    const members = [first, first + 1];
    return lengths.map((tokens, i) =>
      plantedExperiment(
        {
          kind: "group fit",
          texts: members.map((text) => identity(text)),
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
function groups(
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
            texts: members.map((text) => identity(text)),
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
function informationRatio(source: string, ratio: number): JobRecord[] {
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
function bothPanels(
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
            texts: [identity(2 * text, source), identity(2 * text + 1, source)],
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
    { kind: "cramming", text: identity(text, source), tokens, memVectors, seed: 1 },
    { teacherForcedAccuracy: accuracy, greedyAccuracy: freely, informationNats: nats },
  );
}

/** Eight texts at three lengths of the paper's table; steps as given, seconds in proportion. */
function times(steps: (tokens: number, text: number) => number): JobRecord[] {
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
function distances({ same, different }: { same: number; different: number }): JobRecord[] {
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
function curves(
  { line, curve, ratio }: { line: number; curve: number; ratio: number },
): JobRecord[] {
  return texts(12, (text) =>
    [[1, 2], [1, 3], [2, 3]].map((seeds) =>
      plantedExperiment(
        { kind: "curve", text: identity(text), tokens: 16, seeds },
        {
          lineAccuracies: [1, line + 0.005 * (text % 3), 1],
          curveAccuracies: [1, curve - 0.002 * (text % 3), 1],
          lengthRatio: ratio + 0.01 * (text % 3),
        },
      )
    ));
}

function generations(own: number): JobRecord[] {
  return texts(12, (text) =>
    ["BOS e m", "e m"].map((prompt) =>
      plantedExperiment(
        { kind: "generation", text: identity(text), tokens: 128, prompt },
        {
          ownSimilarity: own + 0.01 * (text % 3),
          otherSimilarity: 0.1 + 0.01 * ((text + 1) % 3),
          afterText: { ownSimilarity: 0.5 + 0.01 * (text % 3), otherSimilarity: 0.1 },
        },
      )
    ));
}

function attentions(mass: number): JobRecord[] {
  return texts(12, (text) =>
    plantedExperiment(
      { kind: "attention", text: identity(text), tokens: 16 },
      {
        firstPositionMass: [mass, mass + 0.01 * (text % 3)],
        unfittedMass: [0.4, 0.4 + 0.01 * (text % 2)],
      },
    ));
}
