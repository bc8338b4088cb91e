/** What two capacities are compared by: the same sources, lengths, seeds and recipe, and what grids hide. */
import assert from "node:assert/strict";
import { recipes } from "../../src/proto/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { fit, grid, judged, sharedGrid, texts } from "./planted_sets.ts";

const lengths = [4, 8, 16, 32, 64];

/** Texts of a model that hold so many of five lengths each. */
function sized(
  id: string,
  reach: number,
  { source = "pg19", count = 12 }: { source?: string; count?: number } = {},
): JobRecord[] {
  return texts(
    count,
    (text) =>
      lengths.map((tokens, i) =>
        fit(text, { tokens, source, model: { id }, accuracy: i < reach ? 1 : 0.5 })
      ),
  );
}

Deno.test("texts that all come back at the longest length, or fail at the shortest, are not alike", () => {
  const sources = ["pg19", "fanfics", "generated"];
  const alike = (reach: number) =>
    judged(
      "T3-natural-alike",
      sources.flatMap((source) => grid(source, (text) => reach + text % 2)),
    );
  assert.equal(alike(3).verdict, "seen");
  for (const reach of [5, -1]) {
    const { verdict, reason } = alike(reach);
    assert.equal(verdict, "inconclusive", reason);
    assert.match(reason, /Missing: lengths that texts neither outlast nor all fail at, for /);
  }
});

Deno.test("models that outlast the grid are not said to hold no more", () => {
  const flat = (reach: number) =>
    judged(
      "T3-pythia-flat",
      ["pythia-70m", "pythia-160m", "pythia-410m"].flatMap((id) => sized(id, reach)),
    );
  assert.equal(flat(3).verdict, "seen");
  assert.equal(flat(5).verdict, "inconclusive");
  assert.match(flat(5).reason, /neither outlast/);
});

Deno.test("a handful of texts that agree leave a step of the lengths open", () => {
  const judge = (count: number) =>
    judged("T3-llama-grows", [
      ...sized("smollm2-135m", 2, { count }),
      ...sized("smollm2-360m", 3, { count }),
      ...sized("smollm2-1.7b", 4, { count }),
    ]);
  assert.equal(judge(12).verdict, "seen");
  assert.equal(judge(2).verdict, "inconclusive");
});

Deno.test("models are compared on sources that both have", () => {
  const both = ["smollm2-135m", "smollm2-360m", "smollm2-1.7b"].flatMap((id) => sized(id, 3));
  const { ours } = judged("T3-llama-grows", both);
  const more = sized("smollm2-1.7b", 5, { source: "fanfics" });
  assert.equal(judged("T3-llama-grows", [...both, ...more]).ours, ours);
});

Deno.test("a second seed, or one that was tried at a long length alone, lengthens no capacity", () => {
  const claim = "T3-random-worse";
  const same = [...grid("pg19", (text) => 2 + text % 2), ...grid("random", (text) => 2 + text % 2)];
  const shown = judged(claim, same).ours!;
  // Of two seeds the better is longer: of natural text alone there are two here.
  const seeds = texts(
    12,
    (text) =>
      lengths.map((tokens, i) =>
        fit(text, { tokens, seed: 2, accuracy: i < 2 + (text + 1) % 2 ? 1 : 0.5 })
      ),
  );
  const estimate = (ours: string) => /capacity × ([\d.]+)/.exec(ours)![1];
  assert.equal(estimate(shown), "1");
  assert.equal(estimate(judged(claim, [...same, ...seeds]).ours!), "1");
  const long = texts(12, (text) => fit(text + 50, { tokens: 64, accuracy: 0.5 }));
  assert.equal(judged(claim, [...same, ...long]).ours, shown);
});

Deno.test("sources that were not run are not named as if they had been", () => {
  const { ours } = judged("T3-random-worse", [
    ...grid("pg19", (text) => 3 + text % 2),
    ...grid("random", () => 1),
  ]);
  assert.match(ours!, /planted-model, pg19 − random, 12 and 12 texts/);
});

Deno.test("what a shared m costs is asked of the same sources and the same recipe", () => {
  const claim = "T3-sharing-m-costs-capacity";
  const shared = sharedGrid((text) => 2 + text % 2);
  const own = grid("pg19", (text) => 2 + text % 2);
  const { ours, scope } = judged(claim, [...own, ...shared]);
  const other = grid("fanfics", () => 4);
  assert.equal(judged(claim, [...own, ...other, ...shared]).ours, ours);
  assert.match(scope, /pg19 texts/);
  const alone = [...own, ...shared].map((record) => ({
    ...record,
    key: `open ${record.key}`,
    job: { ...record.job, recipe: { ...recipes.open } },
  })) as JobRecord[];
  const best = grid("pg19", () => 4).map((record) => ({
    ...record,
    key: `best ${record.key}`,
    job: { ...record.job, recipe: { ...recipes.best } },
  })) as JobRecord[];
  const { open } = judged(claim, alone);
  assert.equal(judged(claim, [...alone, ...best, ...best]).open, open);
});

Deno.test("half of a sentence does not make the whole hold", () => {
  // Natural text holds fewer nats; no length was tried with both that could tell of more tokens.
  const at = (source: string, tokens: readonly number[], natsPerToken: number) =>
    texts(12, (text) =>
      tokens.map((tokens, i) =>
        fit(text, {
          tokens,
          source,
          accuracy: i === 0 ? 1 : 0.5,
          informationNats: natsPerToken * tokens + text,
        })
      ));
  const { verdict, reason } = judged("T3-natural-less-information", [
    ...at("pg19", [16, 32], 2),
    ...at("random", [11, 22], 8),
  ]);
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /Missing: lengths that both were tried at/);
});

Deno.test("a length that other texts were tried at makes none of the shorter ones outlast", () => {
  const at = (source: string, tokens: number, from: number, exact: boolean) =>
    texts(
      8,
      (text) => [fit(from + text, { source, tokens, accuracy: exact ? 1 : 0.5 })],
    );
  const random = [4, 8, 32].flatMap((tokens) => at("random", tokens, 100, tokens < 32));
  // All hold eight tokens, none 32; but no text of a book was tried at all three lengths.
  const natural = [
    ...at("pg19", 4, 0, true),
    ...at("pg19", 8, 0, true),
    ...at("pg19", 32, 50, false),
  ];
  const { ours, scope, verdict } = judged("T3-random-worse", [...natural, ...random]);
  assert.match(ours!, /capacity × 1 /);
  assert.match(scope, /N = 4, 8,/);
  assert.equal(verdict, "inconclusive");
});

Deno.test("what a model wrote at several lengths after one excerpt counts as one text", () => {
  const written = texts(8, (text) =>
    [4, 8].map((tokens) => {
      const record = fit(text, { source: "generated", tokens, accuracy: tokens < 8 ? 1 : 0.5 });
      // As such texts are named: a model's, after so many tokens of an excerpt, by a seed's first draw.
      const id = `generated-planted-model-pg19-book-${text}-${tokens}-3-0`;
      return {
        ...record,
        job: { ...record.job, text: { id, source: "generated", tokenIdsSha256: "" } },
      } as JobRecord;
    }));
  const books = texts(
    8,
    (text) => [4, 8].map((tokens) => fit(text, { tokens, accuracy: tokens < 8 ? 1 : 0.5 })),
  );
  const { ours } = judged("T3-natural-alike", [...written, ...books]);
  assert.match(ours!, /pg19 − generated, 8 and 8 texts: capacity × 1 /);
});
