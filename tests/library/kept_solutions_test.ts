/**
 * Solutions of texts that nothing was tuned on, one a length and model: any later version
 * reads them back.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MODELS } from "../../src/fixtures/mod.ts";
import { loadText } from "../../src/text/mod.ts";
import { ensureModel } from "../../src/models/load.ts";
import { openModel } from "../../src/library/open_model.ts";
import { readBack } from "../../src/library/reconstruct.ts";
import { readSolution } from "../../src/records/solution.ts";
import kept from "../../fixtures/solutions/manifest.json" with { type: "json" };
import keptTiny from "../../fixtures/solutions/tiny-llama/manifest.json" with { type: "json" };

const folder = fileURLToPath(new URL("../../fixtures/solutions/", import.meta.url));
const ready = await ensureModel(MODELS.default).catch((error: Error) => error);
const ignore = ready instanceof Error;
const skipped = ignore ? ` (skipped: ${ready.message.split("\n")[0]})` : "";

Deno.test({
  name: `kept solutions say their texts in one pass, up to the longest${skipped}`,
  ignore,
  fn: () => mustSayTheirTexts(MODELS.default, folder, kept),
});

Deno.test("the tiny model's kept solutions say their texts in one pass", async () => {
  await mustSayTheirTexts("tiny-llama", join(folder, "tiny-llama"), keptTiny);
  for (const { command, text, tokens, file } of keptTiny) {
    assert.ok(command.includes(`${text}.txt --tokens ${tokens} `), command);
    assert.ok(command.endsWith(`--out ${file}`), command);
  }
});

async function mustSayTheirTexts(id: string, place: string, manifest: typeof kept): Promise<void> {
  await using model = await openModel(id, { threads: 1 });
  assert.ok(manifest.length > 0);
  for (const { file, text, tokens } of manifest) {
    const solution = await readSolution(join(place, file));
    assert.equal(solution.tokens, tokens, file);
    const said = await readBack(model, solution);
    assert.ok(said.exact, `${file}: "${said.text}"`);
    const whole = (await loadText(text)).text;
    assert.ok(whole.startsWith(said.text), `${file}: "${said.text}"`);
  }
}
