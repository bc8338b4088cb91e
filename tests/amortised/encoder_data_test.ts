import assert from "node:assert/strict";
import { join } from "node:path";
import {
  addEncoderData,
  encoderData,
  encoderDataFault,
  findEncoder,
  joinEncoderData,
  readEncoderData,
  readOrigin,
  textsSeen,
} from "../../src/amortised/mod.ts";
import { syntheticEncoder, syntheticEncoders } from "../report/synthetic_encoder.ts";

const fixtures = new URL("../../fixtures/encoders/tiny-llama/", import.meta.url);
const measured = await measurements();

for (const { name, content } of measured) {
  Deno.test(`${name} is what a page is made of, with where it comes from`, async () => {
    const [{ encoderSha256, tokens }] = content.lengths;
    const origin = await originOf(encoderSha256);
    const data = encoderData(content, [origin]);
    assert.equal(encoderDataFault(data), null);
    assert.equal(data.encoders[0].origin, origin);
    assert.equal(data.encoders[0].speed?.tokens, tokens);
  });
}

Deno.test("there is a committed measurement", () => assert.ok(measured.length > 0));

Deno.test("readOrigin() gives the committed encoder's, and none of another training", async () => {
  const [{ model, arrangement, lengths: [{ tokens }] }] = measured.map(({ content }) => content);
  const manifest = JSON.parse(
    await Deno.readTextFile(new URL(`e_m_x_n-1.n${tokens}.origin.json`, fixtures)),
  );
  const { weightsSha256 } = manifest.run.model;
  const encoder = await findEncoder({ model: { id: model, weightsSha256 }, arrangement, tokens });
  assert.deepEqual(await readOrigin(encoder), manifest);
  assert.equal(await readOrigin({ ...encoder, sha256: "0".repeat(64) }), null);
});

Deno.test("a length measured again takes its place, all else stays, by N", () => {
  const [four, eight] = syntheticEncoders().encoders;
  const again = { ...eight, command: "again" };
  const other = { ...eight, model: "other" };
  assert.deepEqual(
    joinEncoderData({ encoders: [eight, other] }, { encoders: [again, four] }),
    { encoders: [four, again, other] },
  );
});

Deno.test("readEncoderData() gives what was added, null without a file, and names what is wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await readEncoderData(folder), null);
    const [four, eight, ...more] = syntheticEncoders().encoders;
    await addEncoderData(folder, { encoders: [eight, ...more] });
    await addEncoderData(folder, { encoders: [four] });
    assert.deepEqual(await readEncoderData(folder), syntheticEncoders());
    for (const [wrong, says] of faults()) {
      await Deno.writeTextFile(join(folder, "encoder.json"), JSON.stringify(wrong));
      await assert.rejects(() => readEncoderData(folder), says);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("textsSeen() counts the turns of a length alone", () => {
  const settings = { lengths: [8, 16], tokensPerStep: 512 };
  // Of steps 0 to 4 those of even number are of 8 tokens, 64 texts each; of 16 there are two of 32.
  assert.equal(textsSeen({ step: 5, tokens: 8 }, settings), 3 * 64);
  assert.equal(textsSeen({ step: 5, tokens: 16 }, settings), 2 * 32);
  assert.equal(textsSeen({ step: 0, tokens: 16 }, settings), 0);
});

function faults(): [unknown, RegExp][] {
  const one = syntheticEncoder();
  const { measured } = one;
  const { steps } = measured;
  const encoders = (changed: object) => ({ encoders: [{ ...one, ...changed }] });
  const short = { ...steps, steps: { ...steps.steps, encoder: [1] } };
  return [
    [
      encoders({ threads: "two" }),
      /^SyntaxError: Cannot read .*encoder\.json: "encoders\[0\]\.threads" is "two", want a whole/,
    ],
    [encoders({ measured: { ...measured, straight: measured.straight.slice(1) } }), /has no prose/],
    [encoders({ measured: { ...measured, steps: short } }), /encoder" has 1 numbers, want one for/],
  ];
}

async function measurements() {
  const entries = await Array.fromAsync(Deno.readDir(fixtures));
  const names = entries.map(({ name }) => name).filter((name) => name.endsWith(".measured.json"));
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      content: JSON.parse(await Deno.readTextFile(new URL(name, fixtures))),
    })),
  );
}

async function originOf(wanted: string) {
  const entries = await Array.fromAsync(Deno.readDir(fixtures));
  for (const { name } of entries.filter(({ name }) => name.endsWith(".origin.json"))) {
    const origin = JSON.parse(await Deno.readTextFile(new URL(name, fixtures)));
    if (origin.sha256 === wanted) return origin;
  }
  return assert.fail(`no origin has sha256 ${wanted}`);
}
