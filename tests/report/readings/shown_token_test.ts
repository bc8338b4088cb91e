import assert from "node:assert/strict";
import { loneToken, shownToken } from "../../../src/report/readings/shown_token.ts";

Deno.test("shownToken() makes what cannot be seen readable", () => {
  for (
    const [token, shown] of [
      [" the", " the"],
      ["\n\n", "↵↵"],
      ["\t", "⇥"],
      ["\u0000", "␀"],
      ["a\u202eb", "a⟨U+202E⟩b"],
      ["\u200b", "⟨U+200B⟩"],
      ["é漢🐋", "é漢🐋"],
    ]
  ) assert.equal(shownToken(token), shown);
});

Deno.test("loneToken() shows spaces and emptiness too", () => {
  assert.equal(loneToken(" the"), "␣the");
  assert.equal(loneToken(""), "(empty)");
});
