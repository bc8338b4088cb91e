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

Deno.test("open-recipe fits never enter a closed verdict", () => {
  const closed = halves({ worse: 0.2 });
  const others = halves({ worse: -0.2, recipe: open });
  const alone = one(closed, "T1-halves-fail");
  const beside = one([...closed, ...others], "T1-halves-fail");
  assert.equal(alone.verdict, "reproduced");
  assert.deepEqual(
    [beside.verdict, beside.ours, beside.scope, beside.jobs],
    [alone.verdict, alone.ours, alone.scope, alone.jobs],
  );
  assert.match(beside.reason, /Open division, no verdict: reads as contradicted/);
  assert.equal(one(others, "T1-halves-fail").verdict, "not run");
});

Deno.test("the paper's recipe with a smaller budget enters no verdict, and the reason says so", () => {
  const cut = halves({ worse: 0.2, recipe: { ...recipes.paper, maxSteps: 800 } });
  const { verdict, reason } = one(cut, "T1-halves-fail");
  assert.equal(verdict, "not run");
  assert.match(reason, /budget of 800 steps; only the whole one counts/);
  assert.doesNotMatch(reason, /Open division/);
});

Deno.test("a recipe that calls itself paper and is not is open", () => {
  const lookalike = { ...recipes.paper, weightDecay: 0 };
  const { verdict, reason } = one(halves({ worse: 0.2, recipe: lookalike }), "T1-halves-fail");
  assert.equal(verdict, "not run");
  assert.match(reason, /Open division, no verdict: reads as reproduced/);
});

Deno.test("a verdict is direct by the hash of the weights, never by a name", () => {
  const fit = { text: 1, tokens: 8, accuracy: 1 };
  const kind = (model: { id: string; weightsSha256?: string }) =>
    one([plantedFit({ ...fit, model })], "T1-two-tokens-suffice").kind;
  assert.equal(kind(pythia), "direct");
  assert.equal(kind({ id: "pythia-160m" }), "transfer");
  assert.equal(kind({ id: "tiny-llama" }), "machinery");
});

Deno.test("a fit on a stand-in, or on a text of another source, is never direct", () => {
  const fit = { text: 1, tokens: 8, accuracy: 1, model: pythia };
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
  const own = halves({ worse: 0.2, model: pythia });
  const others = halves({ worse: -0.2, model: pythia, standIn });
  const alone = one(own, "T1-halves-fail");
  const beside = one([...own, ...others], "T1-halves-fail");
  assert.deepEqual([beside.kind, beside.ours], ["direct", alone.ours]);
});

Deno.test("an absolute number is judged on the paper's own models only", () => {
  const grid = (model: object) =>
    [64, 90, 128].map((tokens) =>
      plantedFit({ text: 1, tokens, accuracy: tokens === 128 ? 0.5 : 1, model, source: "random" })
    );
  const transfer = one(grid({ id: "pythia-160m" }), "T3-capacities");
  assert.equal(transfer.verdict, "not run");
  assert.match(transfer.reason, /nothing else can speak to it/);
  const direct = one(grid({ ...pythia, id: "pythia-160m" }), "T3-capacities");
  assert.equal(direct.kind, "direct");
  assert.match(direct.ours!, /1 of 48 cells agree, 0 do not, 47 are open/);
});

Deno.test("the strongest kind of model with a verdict is shown, the weaker one told beside it", () => {
  const tiny = halves({ worse: -0.2, model: { id: "tiny-llama" } });
  const both = one([...halves({ worse: 0.2 }), ...tiny], "T1-halves-fail");
  assert.deepEqual([both.kind, both.verdict], ["transfer", "reproduced"]);
  assert.match(both.reason, /As machinery: reads as contradicted/);
});

Deno.test("several models: all must hold, one that does not contradicts", () => {
  const other = (worse: number) => halves({ worse, model: { id: "other-model" } });
  assert.equal(
    one([...halves({ worse: 0.2 }), ...other(0.2)], "T1-halves-fail").verdict,
    "reproduced",
  );
  assert.equal(
    one([...halves({ worse: 0.2 }), ...other(-0.2)], "T1-halves-fail").verdict,
    "contradicted",
  );
});

Deno.test("planned fits that have not ended widen the interval instead of being forgotten", () => {
  const ended = Array.from(
    { length: 20 },
    (_, text) => plantedFit({ text, tokens: 2, accuracy: 0.5, arrangement: "[e]×N" }),
  );
  const waiting = Array.from(
    { length: 20 },
    (_, i) => unfinishedFit({ text: 100 + i, tokens: 2, accuracy: 0, arrangement: "[e]×N" }),
  );
  assert.equal(one(ended, "T1-one-token-fails-at-two").verdict, "reproduced");
  const widened = one([...ended, ...waiting], "T1-one-token-fails-at-two");
  assert.equal(widened.verdict, "inconclusive");
  assert.match(widened.ours!, /20 texts, 20 not ended: 0 \[0, 0.584\]/);
});

Deno.test("an inconclusive verdict says what the data could have found", () => {
  const { verdict, reason } = one(halves({ worse: 0 }), "T1-halves-fail");
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /a distance of 0\.\d+ from the bound would have been found \(80 % power\)/);
});

Deno.test("a claim contradicted alone is not where others of its table are tested beside it", () => {
  // 27 perfect texts of 40 contradict at 3.8 %.
  const share = repeated({ texts: 40, exact: 27 });
  const alone = one(share, "T1-one-token-fails-at-two");
  assert.equal(alone.verdict, "contradicted");
  const beside = one([...share, ...halves({ worse: 0.2 })], "T1-one-token-fails-at-two");
  assert.equal(beside.verdict, "inconclusive");
  assert.equal(beside.ours, alone.ours);
  assert.match(beside.reason, /not among the 4 claims of T1 tested together \(Holm, 5 %\)/);
});

Deno.test("a claim contradicted beyond doubt makes room for the next one of its table", () => {
  // 28 of 40 at 1.7 %: not enough among four, enough once two of them are settled.
  const beside = [...repeated({ texts: 40, exact: 28 }), ...halves({ worse: -0.2 })];
  assert.equal(one(beside, "T1-halves-fail").verdict, "contradicted");
  assert.equal(one(beside, "T1-one-token-fails-at-two").verdict, "contradicted");
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

Deno.test("one pass is faster: reproduced above 1, contradicted below, inconclusive across", () => {
  const timed = (onePass: number, spread: number) => {
    const samples = (middle: number) => [1, 1 - spread, 1 + spread, 1, 1].map((x) => x * middle);
    const ratio = {
      estimate: 100 / onePass,
      low: 100 / onePass - spread,
      high: 100 / onePass + spread,
    };
    return one([
      plantedThroughput({
        onePassMilliseconds: samples(onePass),
        autoregressiveMilliseconds: samples(100),
        ratio,
      }),
    ], "F4-one-pass-faster").verdict;
  };
  assert.equal(timed(5, 0.05), "reproduced");
  assert.equal(timed(200, 0.05), "contradicted");
  assert.equal(timed(100, 0.05), "inconclusive");
});

Deno.test("a fit that did not end is no evidence that two tokens do not suffice", () => {
  assert.equal(
    one([unfinishedFit({ text: 1, tokens: 8, accuracy: 0 })], "T1-two-tokens-suffice").verdict,
    "not run",
  );
  const failed = Array.from(
    { length: 12 },
    (_, text) => plantedFit({ text, tokens: 8, accuracy: 0.5 }),
  );
  assert.equal(one(failed, "T1-two-tokens-suffice").verdict, "contradicted");
  assert.equal(one(failed.slice(0, 3), "T1-two-tokens-suffice").verdict, "inconclusive");
});

Deno.test("often not converged is about the paper's recipe alone", () => {
  const fits = (accuracy: (text: number) => number, recipe?: typeof open) =>
    Array.from(
      { length: 40 },
      (_, text) => plantedFit({ text, tokens: 8, accuracy: accuracy(text), recipe }),
    );
  const verdict = (records: JobRecord[]) => one(records, "S-often-not-converged");
  assert.equal(verdict(fits((text) => text % 2)).verdict, "reproduced");
  assert.equal(verdict(fits(() => 1)).verdict, "contradicted");
  const others = verdict(fits((text) => text % 2, open));
  assert.equal(others.verdict, "not run");
  assert.doesNotMatch(others.reason, /Open division/);
});

function one(records: readonly JobRecord[], id: string): ClaimVerdict {
  const found = evaluateClaims(records, { command: "" }).find((verdict) => verdict.id === id);
  assert.ok(found !== undefined, id);
  return found;
}

/** Sixteen texts on which the halves do worse than [e][m]×(N−1) by about `worse`. */
function halves(
  { worse, ...rest }: { worse: number } & Partial<Parameters<typeof plantedFit>[0]>,
): JobRecord[] {
  return Array.from({ length: 16 }, (_, text) => {
    const noise = 0.05 * Math.sin(text);
    const fit = { ...rest, text, tokens: 64 };
    return [
      plantedFit({ ...fit, accuracy: 0.6 }),
      plantedFit({ ...fit, accuracy: 0.6 - worse + noise, arrangement: "[e]×N/2[m]×N/2" }),
    ];
  }).flat();
}

/** One vector repeated at N = 2, some texts perfect. */
function repeated({ texts, exact }: { texts: number; exact: number }): JobRecord[] {
  return Array.from(
    { length: texts },
    (_, text) =>
      plantedFit({ text, tokens: 2, accuracy: text < exact ? 1 : 0.5, arrangement: "[e]×N" }),
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
  return [...fits, ...halves({ worse: 0.2 }), timing];
}

function asText(verdicts: readonly ClaimVerdict[]): string {
  return JSON.stringify(verdicts);
}
