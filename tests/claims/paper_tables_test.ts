/**
 * The paper's own tables through our rules: a rule that contradicts what it is read from is wrong.
 * Texts are invented so that they have the printed means, deviations, maxima and counts.
 */
import assert from "node:assert/strict";
import { ledger, sortEvidence } from "../../src/claims/mod.ts";
import { published, valueAt, valuesAt } from "../../src/paper/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import {
  plantedCertificate,
  plantedExperiment,
  plantedFit,
  plantedThroughput,
} from "./planted_records.ts";

const paper = "[e][m]×(N−1)";
const llama = { id: "llama-3.2-1b" };

/** A table, and claims of it that have to hold by its own numbers. */
const tables: readonly {
  readonly place: string;
  /** Claims of these experiments are about the table. */
  readonly experiments: readonly string[];
  readonly records: () => JobRecord[];
  readonly holds: readonly string[];
}[] = [
  {
    place: "Table 1",
    experiments: ["T1"],
    records: table1,
    holds: ["T1-one-token-one", "T1-halves-fail", "T1-alternation-worse", "T1-accuracies"],
  },
  {
    place: "Table 2",
    experiments: ["T2"],
    records: table2,
    holds: ["T2-sharing-e-works", "T2-sharing-m-works", "T2-larger-groups-want-restarts"],
  },
  {
    place: "Table 3 and Figure 1",
    experiments: ["T3", "F1"],
    records: table3,
    holds: [
      "T3-capacities",
      "F1-best-capacities",
      "T3-random-worse",
      "T3-sharing-m-costs-capacity",
      "T3-llama-grows",
    ],
  },
  {
    place: "Table 4",
    experiments: ["T4"],
    records: table4,
    holds: ["T4-seconds", "T4-seconds-grow"],
  },
  {
    place: "Figure 3",
    experiments: ["F3"],
    records: figure3,
    holds: ["F3-random-as-autoregressive"],
  },
  {
    place: "Figure 4",
    experiments: ["F4"],
    records: figure4,
    holds: ["F4-279-times", "F4-one-pass-faster"],
  },
  {
    place: "Figures 5 and 6",
    experiments: ["F5", "F6"],
    records: figure6,
    holds: ["F5-equal-token-distance", "F6-distance-order", "F6-densities-overlap"],
  },
  {
    place: "Figure 7",
    experiments: ["F7"],
    records: figure7,
    holds: ["F7-straight-line-collapses", "F7-curve-stays", "F7-curve-short"],
  },
];

for (const { place, experiments, records, holds } of tables) {
  Deno.test(`${place} fed through the rules contradicts no claim`, () => {
    const evidenceOf = sortEvidence(records(), { card: "NVIDIA H100 80GB HBM3" });
    const about = ledger.filter(({ experiment }) => experiments.includes(experiment));
    const read = new Map(about.map((claim) => {
      const division = claim.division === "either" ? "either" : "closed";
      // As if the weights were the paper's: no hash of them is needed for what a rule makes of it.
      const evidence = { ...evidenceOf({ kind: "transfer", division }), kind: "direct" as const };
      return [claim.id, claim.evaluate(evidence)];
    }));
    const fails = [...read].filter(([, { reading }]) => reading === "fails");
    assert.deepEqual(fails.map(([id, { ours, reason }]) => `${id}: ${ours} (${reason})`), []);
    for (const id of holds) {
      const { reading, ours, reason } = read.get(id)!;
      assert.equal(reading, "holds", `${id}: ${ours} (${reason})`);
    }
  });
}

/** Shares of N tokens of so many texts, with a mean and a deviation: two values, one of them 0 or 1. */
function sharesOf(mean: number, { deviation, texts }: { deviation: number; texts: number }) {
  if (deviation === 0) return new Array<number>(texts).fill(mean);
  const end = mean > 0.5 ? 1 : 0;
  const far = Math.abs(mean - end);
  const away = Math.max(1, Math.round(texts * far ** 2 / (far ** 2 + deviation ** 2)));
  const other = end === 1 ? Math.max(0, 1 - far * texts / away) : Math.min(1, mean * texts / away);
  return Array.from({ length: texts }, (_, text) => text < away ? other : end);
}

function table1(): JobRecord[] {
  const fits = valuesAt(published.table1, "accuracy").flatMap(({ at, value, deviation }) =>
    sharesOf(value, { deviation: deviation!, texts: 50 }).map((accuracy, text) =>
      plantedFit({
        text,
        tokens: Number(at.tokens),
        arrangement: String(at.arrangement),
        accuracy,
        model: llama,
      })
    )
  );
  return [plantedCertificate({ model: llama }), ...fits];
}

/** 256 texts, ten seeds; each text is lost with some of its seeds and comes back with the others. */
function table2(): JobRecord[] {
  return valuesAt(published.table2, "accuracy", { overSeeds: "mean" }).flatMap(
    ({ at, value, deviation }) => {
      const groupSize = Number(at.groupSize);
      const shares = sharesOf(value, { deviation: deviation!, texts: 256 });
      return Array.from(
        { length: 10 },
        (_, seed) =>
          Array.from({ length: 256 / groupSize }, (_, group) => {
            const members = Array.from({ length: groupSize }, (_, i) => group * groupSize + i);
            return plantedExperiment(
              {
                kind: "group fit",
                model: { ...llama, weightsSha256: "", tokenizerSha256: "" },
                texts: members.map((text) => identity(text)),
                tokens: 256,
                arrangement: paper,
                shared: at.shared,
                groupSize,
                seed,
              },
              {
                texts: members.map((text) => ({
                  // Another tenth of the texts with every seed.
                  accuracy: shares[(text * 101 + seed * 26) % 256] - 0.001 * seed,
                  firstTokenRight: true,
                  informationNats: 1,
                })),
              },
            );
          }),
      ).flat();
    },
  );
}

/** Twelve texts a cell, whose longest has the printed length and whose H_LM scatters as printed. */
function table3(): JobRecord[] {
  const grid = published.settings.lengthGrids.find(({ place }) => place === "Table 3")!.tokens;
  return valuesAt(published.table3, "capacityTokens").flatMap(({ at, value }) => {
    const { model, source, mShared } = at;
    const { value: nats, deviation } = valueAt(published.table3, "informationNats", at);
    const tried = [...new Set([...grid, value])];
    const holds = (text: number) => value * 2 ** (-0.25 * (text % 4));
    const informationNats = (text: number) => nats + deviation! * (text % 2 === 0 ? 1 : -1);
    const members = Array.from({ length: 12 }, (_, text) => text);
    if (!mShared) {
      return members.flatMap((text) =>
        tried.map((tokens) =>
          plantedFit({
            text,
            source: String(source),
            tokens,
            accuracy: tokens <= holds(text) ? 1 : 0.5,
            informationNats: informationNats(text),
            model: { id: String(model) },
          })
        )
      );
    }
    return [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      tried.map((tokens) =>
        plantedExperiment(
          {
            kind: "group fit",
            model: { id: model, weightsSha256: "", tokenizerSha256: "" },
            texts: members.map((text) => identity(text, String(source))),
            tokens,
            arrangement: paper,
            shared: "m",
            groupSize: 12,
            seed,
          },
          {
            texts: members.map((text) => ({
              accuracy: tokens <= holds(text) ? 1 : 0.5,
              firstTokenRight: true,
              informationNats: informationNats(text),
            })),
          },
        )
      )
    );
  });
}

/** Four data sets, whose seconds scatter by a tenth; a step takes as long at every length. */
function table4(): JobRecord[] {
  return valuesAt(published.table4, "fitSeconds").flatMap(({ at, value }) =>
    published.settings.sources.map(({ id }, i) => {
      const seconds = value * (1 + 0.1 * [-1, 1, -0.5, 0.5][i]);
      return plantedFit({
        text: i,
        source: id,
        tokens: Number(at.tokens),
        accuracy: 1,
        seconds,
        steps: Math.round(20 * seconds),
        model: { id: String(at.model) },
        engine: { device: "cuda" },
      });
    })
  );
}

/** Points on the guide lines, random text on y = x, natural text on y = x/2 and one on y = x/5. */
function figure3(): JobRecord[] {
  const typical = (text: string, reading = "typical") =>
    valueAt(published.figure3, "informationRatio", { text, reading }).value;
  return published.settings.models.flatMap(({ id }, model) =>
    published.settings.sources.flatMap(({ id: source, natural }, i) => {
      const isWorst = model === 0 && i === 1;
      const ratio = natural ? typical("natural", isWorst ? "worst" : "typical") : typical("random");
      return Array.from({ length: 10 }, (_, text) => {
        const crammed = 100 + 5 * (text % 3);
        const onePass = (tokens: number, accuracy: number, informationNats: number) => [
          plantedFit({ text, source, tokens, accuracy, informationNats, model: { id } }),
          plantedExperiment(
            {
              kind: "group fit",
              model: { id, weightsSha256: "", tokenizerSha256: "" },
              texts: [identity(2 * text, source), identity(2 * text + 1, source)],
              tokens,
              arrangement: paper,
              shared: "m",
              groupSize: 2,
              seed: 1,
            },
            { texts: [1, 2].map(() => ({ accuracy, informationNats, firstTokenRight: true })) },
          ),
        ];
        const cram = (tokens: number, accuracy: number, informationNats: number) =>
          [1, 2].map((memVectors) =>
            plantedExperiment(
              {
                kind: "cramming",
                model: { id, weightsSha256: "", tokenizerSha256: "" },
                text: identity(text, source),
                tokens,
                memVectors,
                seed: 1,
              },
              { teacherForcedAccuracy: accuracy, greedyAccuracy: accuracy, informationNats },
            )
          );
        return [
          ...onePass(16, 1, ratio * (100 + 5 * ((text + 1) % 3))),
          ...onePass(32, 0.5, 500),
          ...cram(32, 1, crammed),
          ...cram(64, 0.5, 500),
        ];
      }).flat();
    })
  );
}

/** One point a model and data set, their mean the printed one; eight texts each. */
function figure4(): JobRecord[] {
  const { value } = valueAt(published.figure4, "throughputRatio", {});
  return published.settings.models.flatMap(({ id }, model) =>
    published.settings.sources.flatMap(({ id: source }, i) =>
      Array.from({ length: 8 }, (_, text) => {
        const ratio = value * (1 + 0.2 * (model - 2.5) / 2.5 + 0.02 * (i - 1.5));
        return plantedThroughput({
          onePassMilliseconds: [10, 10, 10],
          autoregressiveMilliseconds: [10 * ratio, 10 * ratio, 10 * ratio],
          ratio: { estimate: ratio, low: ratio, high: ratio },
        }, { text, source, model: { id }, device: "cuda" });
      })
    )
  );
}

/** Twenty contexts between the plot's ends, in its order, same context a little nearer. */
function figure6(): JobRecord[] {
  const end = (name: string) => valueAt(published.figure6, "cosineDistance", { end: name }).value;
  const middle = (end("lower") + end("upper")) / 2;
  let draw = 0;
  const pair = (relation: string, contexts: readonly number[], by: number) => {
    const scatter = 0.03 * Math.SQRT2 * Math.sin(draw++ * 12.9898);
    const near = 0.5 + 0.4 * Math.sin(draw * 78.233);
    return {
      relation,
      contexts: contexts.map((context) => `context-${context}`),
      distance: middle + by + scatter,
      tokenDistance: near,
      semanticDistance: near,
    };
  };
  const pairs = Array.from({ length: 20 }, (_, a) => [
    ...Array.from({ length: 12 }, () => pair("same text", [a, a], -0.03)),
    ...Array.from({ length: 12 }, () => pair("same context", [a, a], 0)),
    ...Array.from({ length: a }, (_, b) => pair("different context", [b, a], 0.012)),
  ]).flat();
  return [plantedExperiment({ kind: "distances", tokens: 128 }, { pairs })];
}

/** Five texts, 45 pairs each; the longest curve of all is the printed one. */
function figure7(): JobRecord[] {
  const count = (of: string) => valueAt(published.figure7, "count", { of }).value;
  const { value: longest } = valueAt(published.figure7, "lengthRatio", {});
  return Array.from(
    { length: count("texts") },
    (_, text) =>
      Array.from({ length: count("pairs of a text") }, (_, pair) =>
        plantedExperiment(
          { kind: "curve", text: identity(text), tokens: 128, seeds: [pair, 100 + pair] },
          {
            lineAccuracies: [1, 0.05 + 0.001 * (pair % 7), 1],
            curveAccuracies: [1, 1, 1],
            lengthRatio: text === 0 && pair === 0 ? longest : 1.05 + 0.02 * text + 0.001 * pair,
          },
        )),
  ).flat();
}

function identity(text: number, source = "pg19") {
  return { id: `${source}-${text}`, source, tokenIdsSha256: "" };
}
