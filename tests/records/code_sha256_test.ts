import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { codeSha256, computing } from "../../src/records/code_sha256.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));

Deno.test("codeSha256() is the same while the code is, wherever it lies", async () => {
  await using tree = await copiedTree();
  assert.equal(await codeSha256({ root: tree.path }), await codeSha256());
});

/** A file of each part that computes: one line more, and every key is another. */
const deciding = [
  "src/kernels/silu.ts",
  "src/models/weights/read_exactly.ts",
  "src/text/generated.ts",
  "src/proto/optimisers/adamw.ts",
  "src/statistics/ratio_interval.ts",
  "src/records/vector_formats.ts",
  "src/peers/llama_cpp.ts",
  "src/experiments/plan_fit.ts",
  "src/experiments/throughput.ts",
  "src/experiments/sentence_embeddings.ts",
  "src/experiments/generated_texts.ts",
  "src/experiments/fit_batch.ts",
  "src/harness/fit_result.ts",
  "fixtures/seeds.json",
];

const showing = [
  "src/report/readings/measured.ts",
  "src/claims/division.ts",
  "src/cli/fit.ts",
  "src/harness/reproduce.ts",
  "src/records/record.ts",
];

Deno.test("a change to code that computes moves the key, one to what shows results does not", async (t) => {
  await using tree = await copiedTree();
  const before = await codeSha256({ root: tree.path });
  for (const file of [...deciding, ...showing]) {
    await t.step(file, async () => {
      const path = join(tree.path, file);
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, `${text}\n`);
      const after = await codeSha256({ root: tree.path });
      assert.equal(after !== before, deciding.includes(file));
      await Deno.writeTextFile(path, text);
    });
  }
});

for (
  const [name, counts] of [
    ["onnxruntime-node", true],
    ["@tensorflow/tfjs", true],
    ["pure-rand", true],
    ["commander", false],
  ] as const
) {
  Deno.test(`another version of ${name} is ${counts ? "another key" : "the same key"}`, async () => {
    await using tree = await copiedTree();
    const path = join(tree.path, "deno.json");
    const text = await Deno.readTextFile(path);
    const bumped = text.replace(new RegExp(`(${name}@)\\d+`), "$199");
    assert.notEqual(bumped, text);
    await Deno.writeTextFile(path, bumped);
    const there = await import(`file://${tree.path}/src/records/code_sha256.ts`);
    assert.equal(await there.codeSha256() !== await codeSha256(), counts);
  });
}

/** Loaded in the model's thread, yet they decide no result: where files lie, and who asks. */
const elsewhere = [
  /^src\/fixtures\//,
  /^src\/records\/(common_metric|common_start|content_sha256|measured)\.ts$/,
  /^src\/harness\/session_worker\.ts$/,
];

Deno.test("all code that the model's thread loads is in the key", async () => {
  const loaded = await codeOf("src/harness/session_worker.ts");
  assert.ok(loaded.includes("src/proto/fit.ts"));
  const covered = (file: string) =>
    computing.some((name) => file === `src/${name}` || file.startsWith(`src/${name}/`));
  const missing = loaded.filter((file) =>
    !covered(file) && !elsewhere.some((pattern) => pattern.test(file))
  );
  assert.deepEqual(missing, []);
});

interface Tree extends AsyncDisposable {
  readonly path: string;
}

/** The project's source in a new folder, gone with its scope. */
async function copiedTree(): Promise<Tree> {
  const path = await Deno.makeTempDir();
  const { success } = await new Deno.Command("cp", {
    args: ["-r", "--parents", "src", "fixtures/seeds.json", "deno.json", path],
    cwd: project,
  }).output();
  assert.ok(success);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Files below src/ whose code a file loads, types left out. */
async function codeOf(file: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", file],
    cwd: project,
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: {
      specifier: string;
      dependencies?: { code?: { specifier?: string }; type?: { specifier?: string } }[];
    }[];
  };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const seen = new Set<string>();
  const visit = (specifier: string) => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    for (const { code } of byName.get(specifier)?.dependencies ?? []) {
      if (code?.specifier !== undefined) visit(code.specifier);
    }
  };
  visit(new URL(`../../${file}`, import.meta.url).href);
  return [...seen].filter((specifier) => specifier.startsWith("file:"))
    .map((specifier) => relative(project, fileURLToPath(specifier)))
    .filter((path) => path.startsWith("src/") && path.endsWith(".ts")).sort();
}
