import assert from "node:assert/strict";
import { join } from "node:path";
import { findEncoder } from "../../src/amortised/mod.ts";
import {
  encode,
  fit,
  fromEncoder,
  openModel,
  readBack,
  readSolution,
  writeSolution,
} from "../../mod.ts";

const arrangement = "[e][m]×(N−1)";
const text = "She had never seen a rabbit with a watch before";
const tokens = 8;

Deno.test("what the committed encoder makes of a text is read back as it said", async () => {
  await using model = await openModel("tiny-llama", { threads: 1 });
  const folder = await Deno.makeTempDir();
  const [encoded] = await encode(model, text, { tokens });
  const path = join(folder, "encoded.safetensors");
  await writeSolution(path, encoded);
  const { text: said, exact } = await readBack(model, await readSolution(path));
  assert.equal(said, encoded.reconstruction);
  assert.equal(exact, encoded.exact);
  assert.ok(encoded.correctTokens >= 3, `${encoded.correctTokens} of ${tokens}: "${said}"`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a fit from the encoder's start ends exact, its key names the encoder", async () => {
  await using model = await openModel("tiny-llama", { threads: 1 });
  const folder = await Deno.makeTempDir();
  const [neighbour] = await encode(model, text, { tokens });
  const { sha256 } = await findEncoder({ model, arrangement, tokens });
  assert.equal(neighbour.encoderSha256, sha256);
  const recipe = fromEncoder(sha256);
  const solution = await fit(model, text, { tokens, recipe, neighbour, folder }).solution;
  assert.ok(solution.exact);
  const [record] = await Array.fromAsync(Deno.readDir(join(folder, "records")));
  const stored = await Deno.readTextFile(join(folder, "records", record.name));
  assert.ok(stored.includes(`"encoder":"${sha256}"`) || stored.includes(`"encoder": "${sha256}"`));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("encode() refuses a text longer than any encoder takes, with the cure", async () => {
  await using model = await openModel("tiny-llama", { threads: 1 });
  await assert.rejects(encode(model, `${text}. `.repeat(9)), {
    name: "RangeError",
    message: /^Cannot encode \d+ tokens: there are encoders of .*8.* tokens; --tokens \d+ takes/,
  });
});

Deno.test("encode() says of a model without an encoder how to train one", async () => {
  await using model = await openModel("tiny-neox", { threads: 1 });
  await assert.rejects(encode(model, text, { tokens }), {
    name: "RangeError",
    message:
      /there is no encoder of its weights; train one, deno task encoder train --model tiny-n/,
  });
});
