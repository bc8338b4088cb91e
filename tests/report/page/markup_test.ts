import assert from "node:assert/strict";
import { escapeHtml, markup, trusted } from "../../../src/report/page/markup.ts";

Deno.test("markup`` escapes what is put into text and attributes", () => {
  for (
    const [value, printed] of [
      ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
      [`" onload="x`, "&#34; onload=&#34;x"],
      ["' & `", "&#39; &amp; &#96;"],
      ["&lt;", "&amp;lt;"],
      [3.5, "3.5"],
    ] as const
  ) {
    assert.equal(
      markup`<p title="${value}">${value}</p>`.html,
      `<p title="${printed}">${printed}</p>`,
    );
  }
});

Deno.test("markup`` prints nothing for what is absent, and lists one after the other", () => {
  const items = ["a", "<"].map((item) => markup`<li>${item}</li>`);
  assert.equal(
    markup`<ul>${items}${null}${undefined}${false}</ul>`.html,
    "<ul><li>a</li><li>&lt;</li></ul>",
  );
});

Deno.test("markup`` keeps markup inside markup as it is", () => {
  assert.equal(markup`${markup`<b>${"&"}</b>`}${trusted("<i>")}`.html, "<b>&amp;</b><i>");
});

Deno.test("escapeHtml() leaves other text alone", () => {
  assert.equal(escapeHtml("[e][m]×(N−1) “x”"), "[e][m]×(N−1) “x”");
});
