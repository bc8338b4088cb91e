import assert from "node:assert/strict";
import { deflated } from "../../../src/report/page/deflated.ts";

Deno.test("deflated() text is what a browser's DecompressionStream inflates, and shorter", async () => {
  const text = `const end = "</script>"; // é → ${"again ".repeat(200)}`;
  const base64 = deflated(text);
  assert.match(base64, /^[A-Za-z0-9+/]+=*$/);
  assert.ok(base64.length < text.length / 4, `${base64.length} of ${text.length}`);
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  assert.equal(await new Response(stream).text(), text);
});
