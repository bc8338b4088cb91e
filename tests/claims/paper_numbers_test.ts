/** Claims of absolute numbers, which only the paper's own models can speak to. */
import assert from "node:assert/strict";
import { fit, judged, onDirect, texts } from "./planted_sets.ts";

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

Deno.test("a printed capacity does not agree by a few texts, nor where nothing longer was tried", () => {
  const tried = (count: number, lengths: readonly number[]) =>
    judged(
      "T3-capacities",
      texts(count, (text) =>
        lengths.map((tokens) =>
          fit(text, {
            tokens,
            model: onDirect("pythia-160m"),
            accuracy: tokens <= 128 ? 1 : 0.5,
          })
        )),
    ).ours;
  assert.match(tried(6, [64, 128, 256])!, /^1 of 48 cells agree, 0 do not/);
  assert.match(tried(5, [64, 128, 256])!, /^0 of 48 cells agree, 0 do not/);
  assert.match(tried(6, [64, 128])!, /^0 of 48 cells agree, 0 do not/);
});

Deno.test("T1-accuracies takes six texts for six: Student's t, not the normal", () => {
  // 0.99 is printed, the margin is 0.06: ours lies 2.28 errors beyond, by t p = 0.07, else 0.02.
  const six = [0.82, 0.94, 0.7, 0.92, 0.76, 0.88];
  const { verdict, ours } = judged(
    "T1-accuracies",
    six.map((accuracy, text) =>
      fit(text, { tokens: 256, model: onDirect("llama-3.2-1b"), accuracy })
    ),
  );
  assert.match(ours!, /0 do not/);
  assert.equal(verdict, "inconclusive");
});

Deno.test("T3-capacities says how many cells agree by other readings of the longest", () => {
  const { reason } = judged(
    "T3-capacities",
    texts(6, (text) =>
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

Deno.test("T4-seconds and F4-279-times want the paper's models on a CUDA device", () => {
  const model = onDirect("llama-3.2-1b");
  const onCpu = judged("T4-seconds", [fit(1, { tokens: 32, model, seconds: 11 })]);
  assert.deepEqual([onCpu.kind, onCpu.verdict], ["direct", "not run"]);
  assert.equal(judged("F4-279-times", [fit(1, { tokens: 32, model })]).verdict, "not run");
});
