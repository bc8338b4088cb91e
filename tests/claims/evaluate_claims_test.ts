import assert from "node:assert/strict";
import { evaluateClaims, ledger } from "../../src/claims/mod.ts";
import type { ClaimVerdict, JobRecord } from "../../src/records/record.ts";
import { recipes } from "../../src/proto/mod.ts";
import { stream } from "../../src/random/mod.ts";
import { plantedFit, plantedThroughput, unfinishedFit } from "./planted_records.ts";

const open = { ...recipes.open };
const pythia = {
  id: "some-name",
  weightsSha256: "29d2e457a664e41c12c735f20a36dc0956a665f614a54ce5db21a32e75965270",
};

const llama = {
  id: "llama-3.2-1b",
  weightsSha256: "68a2e4be76fa709455a60272fba8e512c02d81c46e6c671cc9449e374fd6809a",
};

/** A claim that fits alone decide, at a length at which the paper prints a difference. */
const id = "T1-alternation-worse";

Deno.test("evaluateClaims() of nothing says of every claim what is missing", () => {
  const verdicts = evaluateClaims([], { command: "the command" });
  assert.deepEqual(verdicts.map(({ id }) => id), ledger.map(({ id }) => id));
  for (const { id, verdict, ours, reason, jobs, command } of verdicts) {
    assert.deepEqual([verdict, ours, jobs, command], ["not run", null, [], "the command"], id);
    assert.ok(reason.length > 20, id);
  }
});

Deno.test("the ledger names every claim once, with statement, place and basis", () => {
  assert.equal(new Set(ledger.map(({ id }) => id)).size, ledger.length);
  for (const { id, statement, place, basis, experiment } of ledger) {
    assert.ok(statement !== "" && place !== "", id);
    assert.ok(["tokens", "time", "steps"].includes(basis), id);
    assert.match(experiment, /^([TFS]\d|[a-k])$/, id);
  }
});

Deno.test("the ledger covers every table, figure and text-only claim of the paper", () => {
  const places = ledger.map(({ place }) => place).join("; ");
  for (const place of [1, 2, 3, 4].map((n) => `Table ${n}`)) assert.ok(places.includes(place));
  for (const place of [1, 3, 4, 5, 6, 7].map((n) => `Figure ${n}`)) {
    assert.ok(places.includes(place), place);
  }
  for (const letter of "abcdefghijk") assert.ok(places.includes(`(${letter})`), letter);
});

Deno.test("open-recipe fits never enter a closed verdict, and are told beside it", () => {
  const closed = longer({ worse: 0.2 });
  const others = longer({ worse: -0.2, recipe: open });
  const alone = one(closed, id);
  const beside = one([...closed, ...others], id);
  assert.equal(alone.verdict, "seen");
  assert.equal(alone.open, null);
  assert.deepEqual(
    [beside.verdict, beside.ours, beside.scope, beside.jobs, beside.reason],
    [alone.verdict, alone.ours, alone.scope, alone.jobs, alone.reason],
  );
  assert.match(beside.open!, /^does not hold: planted-model, N = 64, .* open recipe\)$/);
});

Deno.test("what ran under the open recipe only is no verdict, and the reason says that it ran", () => {
  const { verdict, kind, reason, open: said } = one(longer({ worse: 0.2, recipe: open }), id);
  assert.deepEqual([verdict, kind], ["not run", "transfer"]);
  assert.match(reason, /^Ran under the open recipe only\./);
  assert.match(said!, /^holds: /);
});

Deno.test("the paper's recipe with a smaller budget enters no verdict, and the reason says so", () => {
  const cut = longer({ worse: 0.2, recipe: { ...recipes.paper, maxSteps: 800 } });
  const { verdict, reason, open: said } = one(cut, id);
  assert.equal(verdict, "not run");
  assert.match(reason, /budget of 800 steps; only the whole one counts/);
  assert.equal(said, null);
  // Not of a claim that those fits say nothing of.
  assert.doesNotMatch(one(cut, "T1-one-token-one").reason, /800 steps/);
});

Deno.test("what other recipes ran and could not be read is not asked for as if it had not run", () => {
  const fits = ["pg19", "random"].flatMap((source) =>
    [4, 8].flatMap((tokens) =>
      [1, 2, 3, 4].map((text) => plantedFit({ text, source, tokens, accuracy: 1, recipe: open }))
    )
  );
  const { verdict, reason } = one(fits, "T3-natural-less-information");
  assert.equal(verdict, "not run");
  assert.match(reason, /By other recipes: Wants longer lengths: over a tenth/);
  assert.doesNotMatch(one([], "T3-natural-less-information").reason, /other recipes/);
});

Deno.test("the smaller budget that a reason names is that of the claim's own jobs", () => {
  const budget = (maxSteps: number) => ({ recipe: { ...recipes.paper, maxSteps } });
  const others = Array.from(
    { length: 8 },
    (_, text) => plantedFit({ text, tokens: 1, accuracy: 1, arrangement: "[e]×N", ...budget(70) }),
  );
  const { reason } = one([...longer({ worse: 0.2, ...budget(800) }), ...others], id);
  assert.match(reason, /ran with a budget of 800 steps;/);
});

Deno.test("a recipe that calls itself paper and is not is open", () => {
  const lookalike = { ...recipes.paper, weightDecay: 0 };
  const { verdict, open: said } = one(longer({ worse: 0.2, recipe: lookalike }), id);
  assert.equal(verdict, "not run");
  assert.match(said!, /^holds: /);
});

Deno.test("a verdict is direct by the hash of the weights, never by a name", () => {
  const kind = (model: { id: string; weightsSha256?: string }) =>
    one([plantedFit({ text: 1, tokens: 16, accuracy: 1, model })], "T1-two-tokens-suffice").kind;
  assert.equal(kind(pythia), "direct");
  assert.equal(kind({ id: "pythia-160m" }), "transfer");
  assert.equal(kind({ id: "tiny-llama" }), "machinery");
});

Deno.test("a fit on a stand-in, or on a text of another source, is never direct", () => {
  const fit = { text: 1, tokens: 16, accuracy: 1, model: pythia };
  const verdict = (changes: object) =>
    one([plantedFit({ ...fit, ...changes })], "T1-two-tokens-suffice");
  const standIn = "excerpts, in place of the paper's chunks";
  assert.equal(verdict({}).kind, "direct");
  assert.equal(verdict({ standIn }).kind, "transfer");
  assert.match(verdict({ standIn }).scope, /1 pg19 stand-in text/);
  assert.equal(verdict({ source: "written" }).kind, "transfer");
});

Deno.test("stand-ins stay out of a direct verdict that other fits carry", () => {
  const standIn = "excerpts, in place of the paper's chunks";
  const own = longer({ worse: 0.2, model: pythia });
  const others = longer({ worse: -0.2, model: pythia, standIn });
  const alone = one(own, id);
  const beside = one([...own, ...others], id);
  assert.deepEqual([beside.kind, beside.ours], ["direct", alone.ours]);
});

Deno.test("each kind has words of its own: only direct evidence reproduces or contradicts", () => {
  const said = (worse: number, model: { id: string; weightsSha256?: string }) =>
    one(longer({ worse, model }), id).verdict;
  assert.deepEqual([said(0.2, pythia), said(-0.2, pythia)], ["reproduced", "contradicted"]);
  const other = { id: "other" };
  assert.deepEqual([said(0.2, other), said(-0.2, other)], ["seen", "not seen"]);
  const tiny = { id: "tiny-llama" };
  assert.deepEqual([said(0.2, tiny), said(-0.2, tiny), said(0, tiny)], ["runs", "runs", "runs"]);
});

Deno.test("a run says a direct model contradicts only where the rule fails on direct evidence", () => {
  const everything = [...mixed(), ...longer({ worse: -0.2, model: { id: "tiny-llama" } })];
  for (const { verdict, kind, beside } of evaluateClaims(everything, { command: "" })) {
    for (const each of [{ verdict, kind }, ...beside]) {
      const direct = ["reproduced", "contradicted"].includes(each.verdict);
      const transfer = ["seen", "not seen"].includes(each.verdict);
      const machinery = ["runs", "does not run"].includes(each.verdict);
      assert.ok(!direct || each.kind === "direct");
      assert.ok(!transfer || each.kind === "transfer");
      assert.ok(!machinery || each.kind === "machinery");
    }
  }
});

Deno.test("machinery does not run where a job it rests on was read back as another text", () => {
  const tiny = longer({ worse: 0.2, model: { id: "tiny-llama" } });
  const wrong = { ...tiny[0], key: "wrong", outcome: "wrong", want: "a", got: "b" } as JobRecord;
  const { verdict, reason } = one([...tiny, wrong], id);
  assert.equal(verdict, "does not run");
  assert.match(reason, /read back as another text/);
  // A rule that reads other jobs has nothing to do with it.
  assert.equal(one([...tiny, wrong], "K-attention-sink").verdict, "not run");
});

Deno.test("an absolute number is judged on the paper's own models only", () => {
  const grid = (model: object) =>
    [64, 90, 128].flatMap((tokens) =>
      [1, 2, 3, 4, 5, 6].map((text) =>
        plantedFit({ text, tokens, accuracy: tokens === 128 ? 0.5 : 1, model, source: "random" })
      )
    );
  const transfer = one(grid({ id: "pythia-160m" }), "T3-capacities");
  assert.equal(transfer.verdict, "not run");
  assert.match(transfer.reason, /nothing else can speak to it/);
  const direct = one(grid({ ...pythia, id: "pythia-160m" }), "T3-capacities");
  assert.equal(direct.kind, "direct");
  assert.match(direct.ours!, /1 of 48 cells agree, 0 do not, 47 are open/);
});

Deno.test("the strongest kind of model is shown, a weaker one beside it and in no sentence of it", () => {
  const tiny = longer({ worse: -0.2, model: { id: "tiny-llama" } });
  const alone = one(longer({ worse: 0.2 }), id);
  const both = one([...longer({ worse: 0.2 }), ...tiny], id);
  assert.deepEqual([both.kind, both.verdict], ["transfer", "seen"]);
  assert.equal(both.reason, alone.reason);
  assert.deepEqual(both.beside.map(({ kind, verdict }) => [kind, verdict]), [[
    "machinery",
    "runs",
  ]]);
});

Deno.test("a real model's unclear result is not hidden behind the tiny model's", () => {
  const tiny = longer({ worse: 0.2, model: { id: "tiny-llama" } });
  const unclear = one([...longer({ worse: 0 }), ...tiny], id);
  assert.deepEqual([unclear.kind, unclear.verdict], ["transfer", "inconclusive"]);
  // Nor one that only the open recipe has: none of eight texts came back.
  const none = one([...longer({ worse: 0, recipe: open }), ...tiny], id);
  assert.deepEqual([none.kind, none.verdict], ["transfer", "not run"]);
  assert.match(none.open!, /^cannot be told: /);
  assert.deepEqual(none.beside.map(({ kind, verdict }) => [kind, verdict]), [[
    "machinery",
    "runs",
  ]]);
});

Deno.test("several models: all must hold, one that does not makes the claim fail", () => {
  const other = (worse: number) => longer({ worse, model: { id: "other-model" } });
  assert.equal(one([...longer({ worse: 0.2 }), ...other(0.2)], id).verdict, "seen");
  assert.equal(one([...longer({ worse: 0.2 }), ...other(-0.2)], id).verdict, "not seen");
});

Deno.test("planned fits that have not ended widen the interval instead of being forgotten", () => {
  const fit = { tokens: 1, accuracy: 1, arrangement: "[e]×N" };
  const ended = Array.from({ length: 40 }, (_, text) => plantedFit({ ...fit, text }));
  const waiting = Array.from({ length: 40 }, (_, i) => unfinishedFit({ ...fit, text: 100 + i }));
  assert.equal(one(ended, "T1-one-token-one").verdict, "seen");
  const widened = one([...ended, ...waiting], "T1-one-token-one");
  assert.equal(widened.verdict, "inconclusive");
  assert.match(widened.ours!, /40 texts, 40 not ended: 1 \[0\.456, 1\]/);
});

Deno.test("an inconclusive verdict says what the data could have found", () => {
  const { verdict, reason } = one(longer({ worse: 0 }), id);
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /a distance of 0\.\d+ from the bound would have been found \(80 % power\)/);
});

Deno.test("a claim that fails alone does not where others of its table are tested beside it", () => {
  // 10 of 40 at 0.2 %: enough alone; beside: 14 of 40 at 8 %.
  const share = oneToken({ texts: 40, exact: 31 });
  const alone = one(share, "T1-one-token-one");
  assert.equal(alone.verdict, "not seen");
  const beside = one([...share, ...longer({ worse: 0.2 }), ...sixteen()], "T1-one-token-one");
  assert.equal(beside.verdict, "inconclusive");
  assert.equal(beside.ours, alone.ours);
  assert.match(beside.reason, /not among the \d claims of its table tested together \(Holm, 5 %\)/);
});

Deno.test("each kind is tested by itself: another's claims of a table cost nothing", () => {
  const share = oneToken({ texts: 40, exact: 31 });
  const direct = [...longer({ worse: 0.2, model: pythia }), ...sixteen(pythia)];
  const found = one([...share, ...direct], "T1-one-token-one");
  assert.deepEqual([found.kind, found.verdict], ["transfer", "not seen"]);
});

Deno.test("a claim that fails beyond doubt makes room for the next one of its table", () => {
  const share = oneToken({ texts: 40, exact: 30 });
  const beside = [...share, ...longer({ worse: -0.2 })];
  assert.equal(one(beside, id).verdict, "not seen");
  assert.equal(one(beside, "T1-one-token-one").verdict, "not seen");
});

Deno.test("verdicts do not depend on the order of the records", () => {
  const records = mixed();
  const random = stream(1, "order");
  const shuffled = records.map((record) => ({ record, at: random.uniform() }))
    .sort((a, b) => a.at - b.at).map(({ record }) => record);
  assert.equal(
    asText(evaluateClaims(shuffled, { command: "" })),
    asText(evaluateClaims(records, { command: "" })),
  );
});

Deno.test("claims whose basis is not time are byte-identical whatever the clock said", () => {
  const untimed = (records: readonly JobRecord[]) =>
    asText(evaluateClaims(records, { command: "" }).filter(({ basis }) => basis !== "time"));
  assert.equal(untimed(mixed(3)), untimed(mixed(1)));
});

Deno.test("seconds contradict on the paper's own card alone", () => {
  const fits = Array.from({ length: 8 }, (_, text) =>
    plantedFit({
      text,
      tokens: 128,
      accuracy: 1,
      // Printed are 27.
      seconds: 200 + text,
      model: llama,
      engine: { device: "cuda" },
    }));
  const on = (card: string | null) =>
    evaluateClaims(fits, { command: "", card }).find(({ id }) => id === "T4-seconds")!;
  assert.equal(on("NVIDIA A100-SXM4-80GB").verdict, "contradicted");
  assert.equal(on("NVIDIA H200").verdict, "inconclusive");
  assert.match(on("NVIDIA H200").reason, /on NVIDIA H200, which is not the paper's/);
  assert.equal(on(null).verdict, "inconclusive");
});

Deno.test("a fit that did not end is no evidence that two tokens do not suffice", () => {
  const fit = { tokens: 16, accuracy: 0.5 };
  const suffice = (records: JobRecord[]) => one(records, "T1-two-tokens-suffice").verdict;
  assert.equal(suffice([unfinishedFit({ ...fit, text: 1 })]), "not run");
  const failed = Array.from({ length: 12 }, (_, text) => plantedFit({ ...fit, text }));
  assert.equal(suffice(failed), "not seen");
  assert.equal(suffice(failed.slice(0, 3)), "inconclusive");
});

Deno.test("often not converged is about the paper's recipe alone", () => {
  const fits = (accuracy: (text: number) => number, recipe?: typeof open) =>
    Array.from(
      { length: 60 },
      (_, text) => plantedFit({ text, tokens: 16, accuracy: accuracy(text), recipe }),
    );
  const verdict = (records: JobRecord[]) => one(records, "S-often-not-converged");
  assert.equal(verdict(fits((text) => text % 2)).verdict, "seen");
  assert.equal(verdict(fits(() => 1)).verdict, "not seen");
  const others = verdict(fits((text) => text % 2, open));
  assert.equal(others.verdict, "not run");
  assert.equal(others.open, null);
});

function one(records: readonly JobRecord[], id: string): ClaimVerdict {
  const found = evaluateClaims(records, { command: "" }).find((verdict) => verdict.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

/** Sixteen texts on which alternation does worse than [e][m]×(N−1) by about `worse`. */
function longer(
  { worse, ...rest }: { worse: number } & Partial<Parameters<typeof plantedFit>[0]>,
): JobRecord[] {
  return Array.from({ length: 16 }, (_, text) => {
    // Where neither is worse, one text speaks for the one and the next for the other.
    const by = worse === 0 ? 0.1 * (-1) ** text : worse + 0.05 * Math.sin(text);
    const fit = { ...rest, text, tokens: 64 };
    return [
      plantedFit({ ...fit, accuracy: 0.6 }),
      plantedFit({ ...fit, accuracy: 0.6 - by, arrangement: "[e,m]×N/2" }),
    ];
  }).flat();
}

/** Texts of one token, some of which one vector gives back. */
function oneToken({ texts, exact }: { texts: number; exact: number }): JobRecord[] {
  return Array.from(
    { length: texts },
    (_, text) =>
      plantedFit({ text, tokens: 1, accuracy: text < exact ? 1 : 0, arrangement: "[e]×N" }),
  );
}

/** Fits of N = 16 that come back every second time: two more claims of the table are tested. */
function sixteen(model?: { id: string; weightsSha256: string }): JobRecord[] {
  return Array.from(
    { length: 16 },
    (_, text) => plantedFit({ text, tokens: 16, accuracy: text % 2 === 0 ? 1 : 0.5, model }),
  );
}

/** A bit of everything; `clock` scales what was timed. */
function mixed(clock = 1): JobRecord[] {
  const fits = [4, 8, 16].flatMap((tokens) =>
    [1, 2, 3, 4, 5, 6, 7].flatMap((text) =>
      ["pg19", "random"].map((source) => {
        const steps = 50 * text + 40 * tokens;
        const exact = tokens < (source === "random" ? 8 : 16);
        return plantedFit({
          text,
          source,
          tokens,
          steps,
          seconds: clock * steps / 20,
          accuracy: exact ? 1 : 0.5,
          informationNats: 4 * tokens + text,
        });
      })
    )
  );
  const timing = plantedThroughput({
    onePassMilliseconds: [5, 5.1, 4.9].map((x) => x * clock),
    autoregressiveMilliseconds: [100, 101, 99],
    ratio: { estimate: 20 / clock, low: 19 / clock, high: 21 / clock },
  });
  return [...fits, ...longer({ worse: 0.2 }), timing];
}

function asText(verdicts: readonly ClaimVerdict[]): string {
  return JSON.stringify(verdicts);
}
