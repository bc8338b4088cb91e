import assert from "node:assert/strict";
import { join } from "node:path";
import { findModel, MODELS } from "../../src/fixtures/mod.ts";
import {
  commonStartPath,
  commonStartsOf,
  findCommonStart,
  startFolders,
  vectorsSha256,
  writeCommonStart,
} from "../../src/records/common_start.ts";
import { listTexts } from "../../src/text/mod.ts";

const arrangement = "[e][m]×(N−1)";
const model = { id: "some-model", weightsSha256: "a".repeat(64) };
const start = {
  proto: Float32Array.of(1, 2, -3, 4.5),
  width: 2,
  arrangement,
  model: model.id,
  weightsSha256: model.weightsSha256,
  texts: ["tuning-emma-01", "tuning-ball-02"],
  textSteps: 12,
  method: "made for a test",
  command: "deno test",
};

Deno.test("a common start is found by its model's weights, and is what was written", async () => {
  const folder = await Deno.makeTempDir();
  await writeCommonStart(commonStartPath(folder, model.id, arrangement), start);
  assert.deepEqual(await findCommonStart(model, arrangement, { folders: [folder] }), start);
  const others = { ...model, weightsSha256: "b".repeat(64) };
  assert.equal(await findCommonStart(others, arrangement, { folders: [folder] }), null);
  assert.equal(await findCommonStart(model, "[e][m]×N", { folders: [folder] }), null);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a common start that was changed is refused by name", async () => {
  const folder = await Deno.makeTempDir();
  const path = commonStartPath(folder, model.id, arrangement);
  await writeCommonStart(path, start);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assert.rejects(findCommonStart(model, arrangement, { folders: [folder] }), {
    name: "SyntaxError",
    message: `Cannot use common start "${path}": its vectors are not those that were written, ` +
      "restore it or remove it",
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("vectorsSha256() hashes float32 bytes, little-endian", () => {
  // printf '\x00\x00\x80\x3f' | sha256sum
  assert.equal(
    vectorsSha256(Float32Array.of(1)),
    "e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c",
  );
});

for (const id of [MODELS.default, "tiny-llama", "tiny-neox"]) {
  Deno.test(`the committed starts of ${id} come from tuning texts alone`, async () => {
    const [published] = startFolders();
    const tuning = new Set(listTexts({ source: "tuning" }).map((text) => text.id));
    let found = 0;
    for await (const { name } of Deno.readDir(join(published, id))) {
      assert.match(name, /^e_m_x_?n(-1)?(\.metric)?\.safetensors$/);
      if (!name.includes("metric")) found += 1;
    }
    assert.ok(found >= 1);
    const { sha256 } = findModel(id).files.find(({ role }) => role.startsWith("weights"))!;
    const starts = await commonStartsOf({ weightsSha256: sha256! });
    assert.ok(starts.size >= found);
    assert.notEqual(starts.get(arrangement)?.metric, undefined, "the default arrangement has both");
    for (const one of starts.values()) {
      assert.ok(one.texts.length > 0 && one.textSteps > 0, one.arrangement);
      assert.deepEqual(one.texts.filter((text) => !tuning.has(text)), [], one.arrangement);
      assert.match(one.command, /^deno task study start --model /);
      if (one.metric === undefined) continue;
      const { texts, textSteps, command, scales, rest } = one.metric;
      assert.deepEqual(texts.filter((text) => !tuning.has(text)), [], one.arrangement);
      assert.ok(textSteps > 0 && rest > 0 && scales.every((scale) => scale > 0));
      assert.match(command, /^deno task study metric .*--model /);
    }
  });
}
