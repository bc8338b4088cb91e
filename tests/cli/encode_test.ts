import assert from "node:assert/strict";
import { join } from "node:path";
import { runTask } from "./_run_task.ts";

const text = "Alice was beginning to get very tired of sitting by her sister";

Deno.test("encode writes a solution that reconstruct reads as it was told", async () => {
  const cacheFolder = await Deno.makeTempDir();
  const out = join(cacheFolder, "s.safetensors");
  const args = ["--model", "tiny-llama", "--tokens", "8", "--text", text, "--out", out];
  const encoded = await runTask("encode", [...args, "--json"], { cacheFolder });
  assert.equal(encoded.code, 0, encoded.stderr);
  const told = JSON.parse(encoded.stdout);
  assert.equal(told.tokens, 8);
  assert.ok(told.correctTokens >= 3, told.reconstruction);
  const read = await runTask("reconstruct", [out], { cacheFolder });
  assert.equal(read.code, 0, read.stderr);
  assert.equal(read.stdout.replace(/\n$/, ""), told.reconstruction);
  if (!told.exact) assert.match(read.stderr, /the encoder had \d+ % right/);
  await Deno.remove(cacheFolder, { recursive: true });
});

const mistakes = [
  ["encode", ["--model", "tiny-llama", "--text", text], /Cannot encode \d+ tokens: .*--tokens/],
  ["encode", ["--model", "tiny-llama"], /^Cannot encode: want either --text or --file/],
  ["encode", ["--model", "tiny-llama", "--text", " "], /^Cannot encode an empty text: /],
  [
    "encode",
    ["--model", "tiny-llama", "--text", "a \uFFFD"],
    /^Cannot encode --text: its character 3 /,
  ],
  [
    "encode",
    ["--model", "tiny-llama", "--text", "one", "two", "--out", "s.safetensors"],
    /^Cannot write 2 texts to one --out: encode them one by one/,
  ],
  ["encode", ["--model", "tiny-neox", "--text", text, "--tokens", "8"], /deno task encoder train/],
  ["fit", ["--model", "tiny-llama", "--text", text, "--start", "anywhere"], /known is encoder/],
  [
    "fit",
    ["--model", "tiny-llama", "--text", text, "--start", "encoder", "--recipe", "paper"],
    /Cannot start at the encoder with --recipe paper/,
  ],
  ["encoder", ["measure", "--tokens", "5"], /those of 4, 8, 16, 32 are measured/],
  ["encoder", ["train", "--loss", "nearness"], /"nearness": known are cross-entropy, distance/],
  ["encoder", ["train", "--fitted-texts", "64"], /ask for --loss distance or leave --fitted-texts/],
] as const;

for (const [task, args, says] of mistakes) {
  Deno.test(`${task} ${args.slice(2).join(" ")} is the caller's mistake`, async () => {
    const cacheFolder = await Deno.makeTempDir();
    const { code, stdout, stderr } = await runTask(task, [...args], { cacheFolder });
    assert.match(stderr, says);
    assert.equal(stdout, "");
    assert.equal(code, 2);
    await Deno.remove(cacheFolder, { recursive: true });
  });
}

Deno.test("encoder measure --out refuses the folder of another run before it measures", async () => {
  const cacheFolder = await Deno.makeTempDir();
  const run = new URL("../../reports/2026-11-24-epyc-2-cores/", import.meta.url);
  await Deno.copyFile(new URL("environment.json", run), join(cacheFolder, "environment.json"));
  await Deno.writeTextFile(join(cacheFolder, "results.jsonl"), "");
  const { code, stdout, stderr } = await runTask("encoder", ["measure", "--out", cacheFolder], {
    cacheFolder,
  });
  assert.match(stderr, /^Cannot keep a study in ".*": it holds a run of profile /);
  assert.equal(stdout, "");
  assert.equal(code, 2);
  await Deno.remove(cacheFolder, { recursive: true });
});
