/** Claims of how much texts of sources and models hold. */
import assert from "node:assert/strict";
import { unfinishedFit } from "./planted_records.ts";
import { direct, fit, grid, judged, onDirect, texts } from "./planted_sets.ts";

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

Deno.test("T3-natural-less-information wants lengths that natural texts do not outlast", () => {
  const records = [...grid("pg19", () => 5), ...grid("random", () => 2)];
  const { verdict, reason } = judged("T3-natural-less-information", records);
  assert.equal(verdict, "not run");
  assert.match(reason, /Wants longer lengths/);
});

Deno.test("texts that were tried at short lengths alone do not make others outlast the longest", () => {
  const whole = [
    ...grid("pg19", () => 3, { natsPerToken: 2 }),
    ...grid("random", () => 2, { natsPerToken: 8 }),
  ];
  const short = texts(30, (text) => fit(100 + text, { tokens: 8, source: "generated" }));
  const claim = "T3-natural-less-information";
  const { verdict, ours } = judged(claim, [...whole, ...short]);
  assert.equal(verdict, "seen");
  assert.equal(ours, judged(claim, whole).ours);
});

Deno.test("two sizes of our own models are a ladder, whose machinery runs", () => {
  const sized = (id: string, reach: number) =>
    texts(
      12,
      (text) =>
        [4, 8, 16].map((tokens, i) =>
          fit(text, { tokens, model: { id }, accuracy: i < reach - text % 2 ? 1 : 0.5 })
        ),
    );
  for (
    const [claim, larger] of [["T3-llama-grows", "tiny-llama"], ["T3-pythia-flat", "tiny-neox"]]
  ) {
    const alone = sized(larger, 3);
    assert.equal(judged(claim, alone).verdict, "not run");
    const { kind, verdict, ours } = judged(claim, [...alone, ...sized(`${larger}-1m`, 2)]);
    assert.deepEqual([kind, verdict], ["machinery", "runs"]);
    // The larger before the smaller.
    assert.match(ours!, new RegExp(`^${larger} against ${larger}-1m, .* capacity × 2 `));
  }
});
