import assert from "node:assert/strict";
import { fold } from "../../../src/report/page/fold.ts";
import { markup } from "../../../src/report/page/markup.ts";

Deno.test("a fold within a fold does not end the outer one, nor does text that looks like its end", () => {
  const inner = fold("inner", markup`<p>${"</noscript><script>alert(1)</script>"}</p>`);
  const { html } = fold("outer", markup`${inner}<p>after</p>`);
  assert.equal(html.match(/<\/?noscript>/g)!.join(), "<noscript>,</noscript>");
  assert.doesNotMatch(html, /<script/);
  assert.match(html, /inner[^]*after<\/p><\/noscript>/);
});
