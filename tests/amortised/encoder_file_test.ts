import assert from "node:assert/strict";
import {
  type Encoder,
  encoderPath,
  findEncoder,
  initialParameters,
  readEncoder,
  writeEncoder,
} from "../../src/amortised/mod.ts";
import { smallSizes } from "./small_encoder.ts";

const arrangement = "[e][m]×(N−1)";
const model = { id: "some-model", weightsSha256: "a".repeat(64) };
const encoder: Encoder = {
  model: model.id,
  weightsSha256: model.weightsSha256,
  arrangement,
  startSha256: "b".repeat(64),
  metricSha256: "c".repeat(64),
  sizes: smallSizes,
  reach: 2,
  power: 0.5,
  parameters: initialParameters(smallSizes, 1),
  steps: 18,
  command: "deno test",
};

async function written() {
  const folder = await Deno.makeTempDir();
  const path = encoderPath(folder, { ...encoder, lengths: smallSizes.lengths });
  return { folder, path, sha256: await writeEncoder(path, encoder) };
}

Deno.test("an encoder is found by weights, arrangement and length, its numbers float16", async () => {
  const { folder, sha256 } = await written();
  const folders = [folder];
  for (const tokens of [2, 3]) {
    const found = await findEncoder({ model, arrangement, tokens }, { folders });
    const parameters = new Map(
      [...encoder.parameters].map((
        [name, x],
      ) => [name, new Float32Array(x.map((value) => Math.f16round(value)))]),
    );
    assert.deepEqual(found, { ...encoder, parameters, sha256 });
  }
  const others = { ...model, weightsSha256: "d".repeat(64) };
  await assert.rejects(findEncoder({ model: others, arrangement, tokens: 2 }, { folders }), {
    name: "RangeError",
    message: /there is no encoder of its weights; train one, deno task encoder train/,
  });
  await Deno.remove(folder, { recursive: true });
});

for (
  const [tokens, cure] of [
    [9, "--tokens 3 takes the first 3 of them"],
    [1, "give a text of such a length"],
  ] as const
) {
  Deno.test(`a text of ${tokens} tokens is refused with the lengths there are`, async () => {
    const { folder } = await written();
    await assert.rejects(findEncoder({ model, arrangement, tokens }, { folders: [folder] }), {
      name: "RangeError",
      message: `Cannot encode ${tokens} tokens: there are encoders of 2, 3 tokens; ${cure}`,
    });
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("an encoder trained by distance lies beside the other, and is found where it is asked for", async () => {
  const { folder } = await written();
  const loss = "distance";
  const folders = [folder];
  const wanted = { model, arrangement, tokens: 2, loss } as const;
  await assert.rejects(findEncoder(wanted, { folders }), {
    name: "RangeError",
    message: /there is no encoder of its weights trained by distance; .* --loss distance$/,
  });
  const near = { ...encoder, loss, sizes: { ...smallSizes, lengths: [2, 3, 5] } } as const;
  const parameters = initialParameters(near.sizes, 1);
  const path = encoderPath(folder, { ...near, lengths: near.sizes.lengths });
  const sha256 = await writeEncoder(path, { ...near, parameters });
  const found = await findEncoder(wanted, { folders });
  assert.equal(found.sha256, sha256);
  assert.equal(found.loss, "distance");
  assert.equal((await findEncoder({ model, arrangement, tokens: 2 }, { folders })).loss, undefined);
  await assert.rejects(findEncoder({ model, arrangement, tokens: 5 }, { folders }), {
    message: /there are encoders of 2, 3 tokens/,
  });
  await assert.rejects(findEncoder({ ...wanted, tokens: 7 }, { folders }), {
    message: /there are encoders trained by distance of 2, 3, 5 tokens/,
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an encoder that was changed is refused by name", async () => {
  const { folder, path } = await written();
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assert.rejects(readEncoder(path), {
    name: "SyntaxError",
    message: new RegExp(`^Cannot use encoder "${path}": .*restore it or remove it$`),
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an encoder whose numbers leave float16 is not written", async () => {
  const parameters = new Map(encoder.parameters);
  parameters.set("output bias", new Float32Array(96).fill(1e6));
  const folder = await Deno.makeTempDir();
  await assert.rejects(writeEncoder(`${folder}/x.safetensors`, { ...encoder, parameters }), {
    name: "RangeError",
    message: /its "output bias" leaves float16's range/,
  });
  await Deno.remove(folder, { recursive: true });
});
