/**
 * ONNX Runtime accepts a misspelled session option without a word. So each one we set is proved by
 * what it does, in processes of their own.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("set_denormal_as_zero takes effect: half of 1e-40 is 0", async () => {
  assert.equal(await probe("denormal", "ours"), 0);
  assert.notEqual(await probe("denormal", "bare"), 0, "the probe cannot tell");
});

Deno.test("disable_prepacking takes effect: a mapped weight costs no memory to load", async () => {
  const size = 3072;
  const weightBytes = 4 * size * size;
  const path = await Deno.makeTempFile({ suffix: ".bin" });
  try {
    await Deno.truncate(path, weightBytes);
    const file = await Deno.realPath(path);
    assert.ok(await probe("prepack", "false", file) < weightBytes / 4);
    assert.ok(await probe("prepack", "true", file) >= weightBytes * 0.9, "the probe cannot tell");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("allow_spinning takes effect: waiting threads that may not spin cost nothing", async () => {
  const [spinning, still] = [await probe("spinning", "true"), await probe("spinning", "false")];
  assert.ok(spinning > 2 * still, `pauses cost ${spinning} ms with and ${still} ms without`);
});

Deno.test("enableMemPattern takes effect: later runs take no more memory than the first", async () => {
  const result = 4 * 2 ** 23;
  assert.ok(await probe("pattern", "ours") < result / 2);
  assert.ok(await probe("pattern", "bare") > result, "the probe cannot tell");
});

async function probe(...args: string[]): Promise<number> {
  const script = fileURLToPath(new URL("_session_probe.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", script, ...args],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}
