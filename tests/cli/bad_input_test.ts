/** Mistakes of the caller: one clear line, exit 2 or 3, no stack trace. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MODELS } from "../../src/fixtures/mod.ts";
import { readSolution, writeSolution } from "../../src/records/solution.ts";
import {
  assertClear,
  cacheWithModels,
  defaultModelFile,
  newFolder,
  runTask,
  skipped,
} from "./_run_task.ts";

const TEXT = ["--text", "Some words to fit"];

/** Task, arguments, exit status, what stderr says. Nothing of these gets as far as the model. */
const MISTAKES: [task: string, args: string[], code: number, says: RegExp][] = [
  ["fit", [], 2, /^Cannot fit: want either --text or --file\n$/],
  ["fit", [...TEXT, "--file", "x"], 2, /^Cannot fit: want either --text or --file\n$/],
  ["fit", ["--text", ""], 2, /^Cannot fit an empty text: give it at least one word\n$/],
  ["fit", ["--text", " \n"], 2, /^Cannot fit an empty text/],
  [
    "fit",
    ["--file", "/dev/null"],
    2,
    /^Cannot read --file "\/dev\/null": it is no ordinary file; /,
  ],
  ["fit", ["--file", "/dev/tty"], 2, /^Cannot read --file "\/dev\/tty": it is no ordinary file; /],
  ["fit", ["--file", "/tmp"], 2, /^Cannot read --file "\/tmp": it is a folder\n$/],
  ["fit", ["--text", "caf\uFFFD"], 2, /^Cannot fit --text: its character 4 is U\+FFFD, /],
  // Nothing stands on stdin.
  ["fit", ["--file", "-"], 2, /^Cannot fit an empty text/],
  ["fit", ["--file", "/dev/stdin"], 2, /^Cannot fit an empty text/],
  [
    "fit",
    ["--file", "/no/such"],
    2,
    /^Cannot read --file "\/no\/such": no such file or directory\n/,
  ],
  ["fit", [...TEXT, "--tokens", "0"], 2, /^error: .* Want a whole number of at least 1, got "0"/],
  ["fit", [...TEXT, "--tokens", "-3"], 2, /Want a whole number of at least 1, got "-3"/],
  ["fit", [...TEXT, "--tokens", "4.5"], 2, /Want a whole number of at least 1, got "4.5"/],
  ["fit", [...TEXT, "--steps", "many"], 2, /Want a whole number of at least 1, got "many"/],
  ["fit", [...TEXT, "--recipe", "x"], 2, /^Cannot use recipe "x": known are paper, open, /],
  ["fit", [...TEXT, "--device", "x"], 2, /^Cannot use device "x": known are cpu, webgpu, cuda\n$/],
  ["fit", [...TEXT, "--engine", "x"], 2, /^Cannot use engine "x": known are onnxruntime, tfjs\n$/],
  ["fit", [...TEXT, "--model", "./x"], 2, /\nCannot open model ".*x": there is no such file or/],
  ["fit", [...TEXT, "--arrangement", "[m]"], 2, /^Cannot use arrangement "\[m\]": known are /],
  ["fit", [...TEXT, "--model", "x"], 2, /^Cannot find model "x": known are smollm2-135m-/],
  ["fit", [...TEXT, "--out", "/no/such/s"], 2, /^Cannot write --out "\/no\/such\/s": no such /],
  ["fit", [...TEXT, "--out", "deno.json/s"], 2, /^Cannot write --out "deno.json\/s": not a dir/],
  ["fit", [...TEXT, "--out", "/tmp"], 2, /^Cannot write --out "\/tmp": it is a folder/],
  ["fit", ["--text", "a", "b", "--out", "s"], 2, /^Cannot write 2 texts to one --out/],
  [
    "fit",
    [...TEXT, "--model-file", "/no/such"],
    2,
    /\nCannot take model "smollm2-.*" from "\/no\/such" .*"\/no\/such" does not exist or lacks /,
  ],
  [
    "fit",
    [...TEXT, "--model", "tiny-llama", "--model-file", "/no/such"],
    2,
    /^Cannot take --model-file "\/no\/such" for model "tiny-llama": its files are part of the pro/,
  ],
  ["fit", [...TEXT, "--bogus"], 2, /^error: unknown option '--bogus'\n/],
  ["reproduce", ["--profile", "x"], 2, /^Cannot use profile "x": known are .*smoke/],
  ["reproduce", ["--profile", "../x"], 2, /^Cannot use profile "..\/x": known are /],
  ["reproduce", ["--budget", "-1"], 2, /Cannot read "-1" as a duration: want 90, 90s, 30m/],
  ["reproduce", ["--out", "deno.json/r"], 2, /^Cannot write --out ".*deno.json\/r": not a dir/],
  ["reproduce", ["--model", "x"], 2, /^Cannot find model "x": known are /],
  ["reconstruct", [], 2, /^error: missing required argument 'solution'\n/],
  ["reconstruct", ["/no/such"], 2, /^Cannot read solution "\/no\/such": there is no such file\n$/],
  ["reconstruct", ["deno.json"], 3, /^Cannot read solution "deno.json": .*no safetensors file\n$/],
  ["reconstruct", ["/tmp"], 3, /^Cannot read solution "\/tmp": not a regular file\n$/],
  [
    "reconstruct",
    ["fixtures/golden/llama-gqa-tied/model.safetensors"],
    3,
    /^Cannot read solution ".*": it is no solution, want one written by "deno task fit --out"\n$/,
  ],
];

for (const [task, args, code, says] of MISTAKES) {
  Deno.test(`${task} ${args.map((arg) => JSON.stringify(arg)).join(" ")} ends with ${code}`, async () => {
    await using folder = await newFolder();
    const ended = await runTask(task, args, { cacheFolder: folder.path });
    assertClear(ended, says);
    assert.equal(ended.stdout, "");
    assert.equal(ended.code, code);
  });
}

Deno.test({
  name: `a flipped byte in the weights: hash error, nothing loaded${skipped}`,
  ignore: defaultModelFile === null,
  fn: async () => {
    await using folder = await newFolder();
    const models = join(folder.path, "models", MODELS.default);
    await Deno.mkdir(models, { recursive: true });
    const path = join(models, "SmolLM2-135M-Instruct.Q4_1.gguf");
    await Deno.copyFile(defaultModelFile!, path);
    await flipByte(path, 50_000_000);
    const ended = await runTask("fit", TEXT, { cacheFolder: folder.path });
    assertClear(ended, /\nCannot use ".*gguf": its sha256 is \w{64}, b179c952\w+ is needed; .*\n$/);
    assert.equal(ended.code, 3);
    assert.equal(await exists(join(folder.path, "converted")), false);
  },
});

Deno.test({
  name: `a truncated GGUF of the user's is refused, and neither cache nor hub is used${skipped}`,
  ignore: defaultModelFile === null,
  fn: async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "cut.gguf");
    await Deno.writeFile(path, (await Deno.readFile(defaultModelFile!)).subarray(0, 1_000_000));
    await using cache = await cacheWithModels();
    const says =
      /\nCannot take model ".*" from ".*cut.gguf" .*cut.gguf" has 1000000 bytes, 98362432 /;
    for (const cacheFolder of [folder.path, cache.path]) {
      const flag = await runTask("fit", [...TEXT, "--model-file", path], { cacheFolder });
      const env = { ONEPASS_MODEL_FILE: path };
      const variable = await runTask("fit", TEXT, { cacheFolder, env });
      for (const ended of [flag, variable]) {
        assertClear({ ...ended, stderr: `\n${ended.stderr}` }, says);
        assert.equal(ended.code, 2);
      }
    }
  },
});

Deno.test({
  name: `what only the model can tell is told as clearly${skipped}`,
  ignore: defaultModelFile === null,
  fn: async (t) => {
    await using cache = await cacheWithModels();
    await using folder = await newFolder();
    const solution = join(folder.path, "s.safetensors");
    await writeSolution(solution, aSolution);
    const long = join(folder.path, "long.txt");
    await Deno.writeTextFile(long, "the whale and ".repeat(3000));
    const written = async (name: string, changes: Partial<typeof aSolution>) => {
      const path = join(folder.path, `${name}.safetensors`);
      await writeSolution(path, { ...aSolution, ...changes });
      return path;
    };
    const calls: [task: string, args: string[], code: number, says: RegExp][] = [
      [
        "fit",
        ["--text", "one\u001Dtwo"],
        2,
        /\nCannot fit the text: U\+001D at character 4, in line 1, is lost: .*leave it out\n$/,
      ],
      [
        "fit",
        [...TEXT, "--tokens", "99"],
        2,
        /\nCannot take a prefix of "99" tokens: the text has 4/,
      ],
      [
        "fit",
        ["--file", long],
        2,
        /\nCannot fit 9001 tokens: they take 9001 positions, the context .* 8192/,
      ],
      [
        "reconstruct",
        [await written("other", { weightsSha256: "0".repeat(64) })],
        2,
        /\nCannot reconstruct ".*": it was made for weights 000000000000… \(.*\), .* has b179c9523d0e…\n$/,
      ],
      [
        "reconstruct",
        [await written("narrow", { width: 24, proto: new Float32Array(48) })],
        2,
        /\nCannot reconstruct ".*": its vectors have 24 components, the model's 576\n$/,
      ],
      [
        "reconstruct",
        [await written("endless", { tokens: 2 ** 52 })],
        2,
        /\nCannot reconstruct ".*": it speaks of 4503599627370496 tokens, the model's context is 8192\n$/,
      ],
    ];
    for (const [task, args, code, says] of calls) {
      await t.step(`${task} ${args.at(-1)!.split("/").at(-1)}`, async () => {
        const ended = await runTask(task, args, { cacheFolder: cache.path });
        assertClear(ended, says);
        assert.equal(ended.stdout, "");
        assert.equal(ended.code, code);
      });
    }
    assert.equal((await readSolution(solution)).tokens, 8);
  },
});

const aSolution = {
  proto: new Float32Array(2 * 576),
  width: 576,
  arrangement: "[e][m]×(N−1)",
  tokens: 8,
  model: MODELS.default,
  weightsSha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  tokenizerSha256: "",
  recipe: "open",
  seed: 1,
  accuracy: 1,
  tokenIdsSha256: "",
};

async function flipByte(path: string, at: number): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  const byte = new Uint8Array(1);
  await file.seek(at, Deno.SeekMode.Start);
  await file.read(byte);
  byte[0] ^= 1;
  await file.seek(at, Deno.SeekMode.Start);
  await file.write(byte);
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);
