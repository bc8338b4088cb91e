import assert from "node:assert/strict";
import { lintPaper, published } from "../../../src/paper/mod.ts";
import { escapeHtml } from "../../../src/report/page/markup.ts";
import { paperFindingsSection } from "../../../src/report/sections/paper_findings_section.ts";

Deno.test("paperFindingsSection() shows every finding with every line of its sums", () => {
  const findings = lintPaper(published);
  const { html } = paperFindingsSection(findings);
  assert.ok(findings.length > 10);
  for (const { message, arithmetic } of findings) {
    for (const line of [message.slice(1), ...arithmetic]) {
      assert.ok(html.includes(escapeHtml(line)), line);
    }
  }
  assert.ok(html.includes("deno task lint-paper"));
});

Deno.test("paperFindingsSection() of a paper that agrees with itself says so", () => {
  assert.match(paperFindingsSection([]).html, /No two of the paper’s numbers disagree/);
});
