/** A page of text through the commands: fit --chunks writes it, reconstruct prints it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readPage, writePage } from "../../src/records/page.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const TEXT = "The rain came over the hills,\nand nobody had seen the cat.";
const TINY = ["--model", "tiny-llama", "--threads", "1", "--batch", "4"];

Deno.test("fit --chunks --out writes a page that reconstruct reads back", async (t) => {
  await using folder = await newFolder();
  const surroundings = { cacheFolder: join(folder.path, "cache") };
  const out = join(folder.path, "page.safetensors");
  const file = join(folder.path, "text.txt");
  await Deno.writeTextFile(file, TEXT);
  const flags = [...TINY, "--file", file, "--chunks", "2", "--out", out, "--json"];

  await t.step("fit --json says what the page takes", async () => {
    const ended = await runTask("fit", flags, surroundings);
    assert.equal(ended.code, 0, ended.stderr);
    const { chunks, tokens, vectors, width, bitsPerToken, ...said } = JSON.parse(ended.stdout);
    assert.equal(said.text, TEXT);
    assert.equal(chunks, Math.ceil(tokens / 2));
    assert.equal(vectors, chunks + 1);
    assert.equal(bitsPerToken.float32, vectors * width * 32 / tokens);
    assert.equal(bitsPerToken.float16, bitsPerToken.float32 / 2);
    assert.ok(bitsPerToken.gzip > 0 && bitsPerToken.gzip < 100);
    // The model has read English: it does better than a token of its vocabulary drawn evenly.
    assert.ok(bitsPerToken.arithmetic > 1 && bitsPerToken.arithmetic < 12);
    assert.match(ended.stderr, /\n {2}\d+\/\d+: chunk \d+ ".+" exact after \d+ steps\n/);
  });

  await t.step("reconstruct prints the text", async () => {
    const ended = await runTask("reconstruct", [out], surroundings);
    assert.equal(ended.stdout, `${TEXT}\n`, ended.stderr);
    assert.equal(ended.code, 0);
    assert.match(
      ended.stderr,
      / chunks, one pass each, side by side, exactly the text that was fit/,
    );
  });

  await t.step("fit again reads every chunk from the store and writes the same bytes", async () => {
    const first = await Deno.readFile(out);
    await Deno.remove(out);
    const ended = await runTask("fit", flags, surroundings);
    assert.match(ended.stderr, /\n {2}\d+ fitted before, read from the store\n/);
    assert.doesNotMatch(ended.stderr, /exact after/);
    assert.deepEqual(await Deno.readFile(out), first);
  });

  await t.step("a page whose vectors are others is read, and not vouched for", async () => {
    const page = await readPage(out);
    await writePage(out, { ...page, e: page.e.toReversed() });
    const ended = await runTask("reconstruct", [out], surroundings);
    assert.equal(ended.code, 3);
    assertClear(
      { ...ended, stdout: "" },
      /Cannot vouch for this text: .* all \d+ tokens are right/,
    );
  });

  await t.step("a page that was cut short is refused", async () => {
    await Deno.truncate(out, (await Deno.stat(out)).size - 4);
    const ended = await runTask("reconstruct", [out], surroundings);
    assert.equal(ended.code, 3);
    assertClear(ended, /^Cannot read /);
  });
});

/** Flags that chunks cannot have, and what is said. */
const WRONG: [flags: string[], says: RegExp][] = [
  [["--text", "a", "b"], /^Cannot fit in --chunks: want one text, got 2$/m],
  [["--text", "a", "--recipe", "paper"], /^Cannot fit in --chunks: .* leave --recipe out$/m],
  [
    ["--text", "a", "--arrangement", "[e]×N"],
    /^Cannot fit in --chunks: .* leave --arrangement ou/m,
  ],
  [
    ["--text", "a", "--numeric", "int8-dynamic"],
    /^Cannot fit in --chunks: .* leave --numeric out/m,
  ],
  [["--text", "a", "--chunks", "0"], /Want a whole number of at least 1, got "0"/],
];

for (const [flags, says] of WRONG) {
  Deno.test(`fit --chunks ${flags.join(" ")} is a mistake, said before a model is opened`, async () => {
    await using folder = await newFolder();
    const ended = await runTask("fit", [...TINY, "--chunks", ...flags], {
      cacheFolder: folder.path,
    });
    assertClear(ended, says);
    assert.doesNotMatch(ended.stderr, /Opening model/);
    assert.equal(ended.code, 2);
  });
}
