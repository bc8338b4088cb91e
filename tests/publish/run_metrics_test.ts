import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readPublishedRun, renderReportsIndex } from "../../src/publish/mod.ts";
import { runMetrics } from "../../src/publish/run_metrics.ts";
import { trendsOf } from "../../src/publish/trends.ts";
import { committed } from "./small_run.ts";

const run = await readPublishedRun(fileURLToPath(committed).replace(/[/\\]$/, ""));

Deno.test("a run's metrics are the numbers that its own claims printed", () => {
  const metrics = runMetrics(run);
  const printed = (id: string) => run.claims.find((claim) => claim.id === id)!.ours!;
  // "2 of 4 texts exact at N = 16: 0.5 [0.0676, 0.932]"
  const exact = metrics.find(({ group, name }) =>
    group === "Texts that came out exact" && /open recipe .*N = 16$/.test(name)
  )!;
  assert.match(printed("T1-two-tokens-suffice"), /^2 of 4 .* 0\.5 \[0\.0676, 0\.932\]$/);
  assert.equal(exact.of, "2 of 4 fits");
  assert.equal(exact.value, 0.5);
  assert.deepEqual([exact.low, exact.high].map((one) => Number(one!.toPrecision(3))), [
    0.0676,
    0.932,
  ]);
  // "…, N = 16: 6.19 [5.91, 6.5]"
  const ratio = metrics.find(({ name }) => /^one pass over token by token: .*N = 16$/.test(name))!;
  assert.match(printed("F4-one-pass-faster"), /N = 16: 6\.19 \[5\.91, 6\.5\]$/);
  assert.equal(ratio.value.toPrecision(3), "6.19");
  assert.equal(ratio.noisy, true);
});

Deno.test("metrics of other machines make trends of their own", () => {
  const elsewhere = {
    ...run,
    name: "elsewhere",
    environment: { ...run.environment, cpu: "Another" },
  };
  const trends = trendsOf([run, elsewhere]);
  assert.equal(trends.length, 2 * runMetrics(run).length);
  assert.ok(trends.every(({ points, steps }) => points.length === 1 && steps === null));
  const again = trendsOf([run, { ...run, name: "again" }]);
  assert.equal(again.length, runMetrics(run).length);
  assert.ok(again.every(({ points }) => points.length === 2));
});

Deno.test("a step that was planted in sixteen runs is found and named, and only that", () => {
  const runs = Array.from({ length: 16 }, (_, i) => ({
    ...run,
    name: `run-${String(i).padStart(2, "0")}`,
    records: run.records.map((record) =>
      record.job.kind === "fit" && record.outcome === "measured"
        ? {
          ...record,
          result: {
            ...record.result,
            stepMilliseconds: (i < 8 ? 10 : 14) + i % 3 / 10,
          },
        }
        : record
    ) as typeof run.records,
  }));
  const stepped = trendsOf(runs).filter(({ steps }) => steps!.length > 0);
  assert.ok(stepped.length > 0);
  for (const { points, steps } of stepped) {
    assert.equal(points[0].metric.group, "Time of a step");
    assert.deepEqual(steps!.map(({ at }) => at), [8]);
  }
  const page = renderReportsIndex(runs);
  assert.ok(page.includes(`tell a step from chance; ${stepped.length} of them have one`));
  assert.match(page, /from 10\.1 to 14\.1 at run-08 \(p = /);
});

Deno.test("a claim's text cannot become markup on the page over all runs", () => {
  const statement = `</script><img src=x onerror="alert(1)">`;
  const claims = [{ ...run.claims[0], statement }];
  const page = renderReportsIndex([{ ...run, claims, note: statement }, { ...run, name: "b" }]);
  assert.doesNotMatch(page, /<img/);
});
