import assert from "node:assert/strict";
import { inlineJson } from "../../../src/report/page/inline_json.ts";

Deno.test("inlineJson() lets no string end its element, and loses nothing", () => {
  const value = { text: "</script><!--<script>\u2028\u2029", n: 1 };
  const { html } = inlineJson(value, { id: "x" });
  const [, inside] = /^<script type="application\/json" id="x">(.*)<\/script>$/.exec(html)!;
  assert.doesNotMatch(inside, /[<\u2028\u2029]/);
  assert.deepEqual(JSON.parse(inside), value);
});
