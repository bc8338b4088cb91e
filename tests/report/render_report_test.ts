import assert from "node:assert/strict";
import type { JobRecord } from "../../src/records/record.ts";
import { escapeHtml } from "../../src/report/page/markup.ts";
import { renderReport } from "../../src/report/mod.ts";
import { claims, environment, syntheticRecords } from "./synthetic_records.ts";

const records = syntheticRecords();
const title = "Synthetic run";
const page = await renderReport({ title, records, experiments: [], claims, environment });

Deno.test("renderReport() gives the same bytes for the same input", async () => {
  assert.equal(await renderReport({ title, records, experiments: [], claims, environment }), page);
});

Deno.test("renderReport() refers to nothing outside the page", () => {
  const body = page.replace(/<script[\s\S]*?<\/script>/g, "");
  assert.doesNotMatch(body, / src=|<link|<img|<iframe|url\(|@import|<form| on\w+="/);
  for (const [, target] of body.matchAll(/ href="([^"]*)"/g)) assert.match(target, /^#/);
});

Deno.test("renderReport() has a policy of hashes only", () => {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  assert.match(policy, /^default-src &#39;none&#39;; script-src (&#39;sha256-[\w+/=]+&#39;[ ;]+)+/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:|data:|blob:/);
});

Deno.test("renderReport() has every link’s target once", () => {
  const body = page.replace(/<script[\s\S]*?<\/script>/g, "");
  const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  const jobs = new Set(
    claims.flatMap((claim) => claim.jobs.map((key) => `job-${key.slice(0, 12)}`)),
  );
  for (const [, id] of body.matchAll(/ href="#([^"]*)"/g)) {
    assert.ok(ids.includes(id) || jobs.has(id), `no target for #${id}`);
  }
});

Deno.test("renderReport() shows every claim, every job and every command", () => {
  for (const { statement, verdict, reason, command } of claims) {
    for (const text of [statement, verdict, reason, command]) {
      assert.ok(page.includes(escapeHtml(text)));
    }
  }
  for (const { key, command } of records) {
    assert.ok(page.includes(`id="job-${key.slice(0, 12)}"`));
    assert.ok(page.includes(escapeHtml(command)));
  }
  assert.ok(
    page.includes("not run: a synthetic reason") && page.includes("wrong: wanted 7, got 8"),
  );
});

Deno.test("renderReport() lets no string from outside become markup", async () => {
  const attack = `"'></script></title><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const hostile = JSON.parse(
    JSON.stringify({ records: records.slice(0, 2), experiments: [], claims, environment }),
    (name, value) => typeof value === "string" && !structural.has(name) ? attack : value,
  );
  hostile.records[0].result.targetTokens[0] = attack;
  const html = await renderReport({ ...hostile, title: attack });
  const known = page.match(/<script[ >]/g)!.length;
  assert.ok(html.match(/<script[ >]/g)!.length <= known);
  assert.doesNotMatch(html, /<img|<script>alert/);
});

Deno.test("renderReport() of nothing is a page that says so", async () => {
  const html = await renderReport({ title, records: [], experiments: [], claims: [], environment });
  for (
    const text of [
      "Nothing was fitted",
      "No claim was judged",
      "No fit was measured",
      "No throughput job",
      "No job was",
    ]
  ) {
    assert.ok(html.includes(text));
  }
});

Deno.test("renderReport() of failed jobs only shows why they failed", async () => {
  const failed = records.filter(({ outcome }) => outcome !== "measured") as JobRecord[];
  const html = await renderReport({
    title,
    records: failed,
    experiments: [],
    claims: [],
    environment,
  });
  assert.ok(html.includes("not run: a synthetic reason"));
  assert.ok(html.includes("No fit of synthetic-model was measured"));
  assert.ok(!html.includes("<li><b>"), "what was not measured is no tile");
});

/** Fields whose values steer the page rather than appear on it. */
const structural = new Set([
  ...["kind", "outcome", "verdict", "basis", "hits", "key", "startedAt"],
]);
