/** Every rule on planted results: a set in which the claim holds, one in which it does not. */
import assert from "node:assert/strict";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedCertificate } from "./planted_records.ts";
import {
  against,
  arrangements,
  attentions,
  bothPanels,
  curves,
  distances,
  fit,
  generations,
  grid,
  groups,
  informationRatio,
  judged,
  sharedGrid,
  texts,
  times,
} from "./planted_sets.ts";

interface Planted {
  readonly claim: string;
  readonly holds: readonly JobRecord[];
  readonly fails: readonly JobRecord[];
}

const naturals = ["pg19", "fanfics", "generated"];

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
