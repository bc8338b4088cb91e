import assert from "node:assert/strict";
import { evaluateClaims } from "../../src/claims/mod.ts";
import { recipes } from "../../src/proto/mod.ts";
import { plantedFit } from "./planted_records.ts";

Deno.test("the recipe is the one with most fits that count, not the one with most fits", () => {
  const texts = [1, 2, 3, 4];
  const short = [4, 8, 16, 32].flatMap((tokens) =>
    texts.map((text) =>
      // Longer ones did not end.
      plantedFit({ text, tokens, accuracy: tokens < 32 ? 1 : 0.5, recipe: { ...recipes.open } })
    )
  );
  const long = [32, 64].flatMap((tokens) =>
    texts.map((text) =>
      plantedFit({ text, tokens, accuracy: 1, steps: 3 * tokens, recipe: { ...recipes.best } })
    )
  );
  const { open } = evaluateClaims([...short, ...long], { command: "planted" })
    .find(({ id }) => id === "T4-time-linear")!;
  assert.match(open!, /seconds ∝ N\^1 .*N = 32, 64, 1 seed, best recipe/);
});
