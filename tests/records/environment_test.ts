import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { codeSha256 } from "../../src/records/code_sha256.ts";
import { readEnvironment } from "../../src/records/environment.ts";
import { pinnedVersion } from "../../src/records/pinned_version.ts";

Deno.test("readEnvironment() names machine, software and commit", async () => {
  const facts = { weightsSource: "the cache", command: "deno task reproduce", profile: "smoke" };
  const environment = await readEnvironment(facts);
  assert.match(environment.onnxruntime, /^\d+\.\d+\.\d+$/);
  assert.equal(environment.deno, Deno.version.deno);
  assert.ok(environment.cores >= 1 && environment.memoryBytes > 1e8);
  assert.match(environment.startedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.match(environment.codeSha256, /^[0-9a-f]{64}$/);
  if (environment.commit !== null) assert.match(environment.commit, /^[0-9a-f]{12}(\+changes)?$/);
  const [cpu, ...others] = environment.devices;
  assert.deepEqual(cpu, { device: "cpu", lastRanAtCommit: environment.commit });
  assert.ok(others.some(({ device }) => device === "cuda"), "devices that never ran are named too");
  assert.deepEqual({ ...environment, ...facts }, environment);
});

Deno.test("pinnedVersion() reads deno.json, scopes too", () => {
  assert.match(pinnedVersion("onnxruntime-node"), /^\d+\.\d+\.\d+$/);
  assert.match(pinnedVersion("@tensorflow/tfjs"), /^\d+\.\d+\.\d+$/);
  assert.equal(pinnedVersion("no-such-package"), "unknown");
});

const root = new URL("../../", import.meta.url);

/** What codeSha256() reads, and itself. */
const READ = [
  ...["onnx", "graph", "kernels", "autodiff", "models", "runtime", "random", "proto"],
  ...["experiments", "report"],
];

/** The code in another folder, changed there, and the hash it then has. */
async function hashOfCopy(
  changes: Readonly<Record<string, (text: string) => string>>,
  others: readonly string[] = [],
): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const name of READ) {
      await copyFolder(new URL(`src/${name}/`, root), `${folder}/src/${name}`);
    }
    await Deno.mkdir(`${folder}/src/records`);
    const own = ["code_sha256.ts", "canonical.ts", "pinned_version.ts"];
    for (const path of ["deno.json", ...own.map((name) => `src/records/${name}`)]) {
      await Deno.copyFile(new URL(path, root), `${folder}/${path}`);
    }
    for (const [path, change] of Object.entries(changes)) {
      const before = await Deno.readTextFile(`${folder}/${path}`).catch(() => "");
      assert.notEqual(change(before), before, path);
      await Deno.writeTextFile(`${folder}/${path}`, change(before));
    }
    const there = await import(`file://${folder}/src/records/code_sha256.ts`);
    return await there.codeSha256(others);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(new URL(`${name}/`, from), `${to}/${name}`);
    else await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
}

Deno.test("codeSha256() is the code's, wherever it lies", async () => {
  const here = await codeSha256();
  assert.equal(await hashOfCopy({}), here);
  assert.equal(await hashOfCopy({}, ["experiments"]), await codeSha256(["experiments"]));
  assert.notEqual(await codeSha256(["experiments"]), here);
});

const spaced = (text: string) => `${text} `;
const bumped = (name: string) => (text: string) =>
  text.replace(new RegExp(`(${name}@)\\d+`), "$199");

/** A change of a file, or of a package's version, and whether another hash comes of it. */
const CHANGES: [what: string, change: (text: string) => string, counts: boolean][] = [
  ["src/proto/adamw.ts", spaced, true],
  ["src/kernels/mod.ts", spaced, true],
  ["src/models/weights/gguf.ts", spaced, true],
  ["src/runtime/tfjs/engine.ts", spaced, true],
  ["src/random/another.ts", spaced, true],
  ["deno.json: onnxruntime-node", bumped("onnxruntime-node"), true],
  ["deno.json: @tensorflow/tfjs", bumped("@tensorflow/tfjs"), true],
  ["deno.json: pure-rand", bumped("pure-rand"), true],
  ["deno.json: commander", bumped("commander"), false],
  ["src/experiments/curve.ts", spaced, false],
  ["src/report/render_report.ts", spaced, false],
  ["src/proto/notes.md", spaced, false],
];

for (const [what, change, counts] of CHANGES) {
  Deno.test(`codeSha256() is ${counts ? "another" : "the same"} with another ${what}`, async () => {
    const [path] = what.split(": ");
    const changed = await hashOfCopy({ [path]: change });
    assert.equal(changed !== await codeSha256(), counts);
  });
}

Deno.test("codeSha256() is what sha256sum makes of the files' names and digests", {
  // The commands are GNU's.
  ignore: Deno.build.os !== "linux",
}, async () => {
  const script = `
    cd "$1/src"
    {
      for file in $(find onnx graph kernels autodiff models runtime random proto -name '*.ts'); do
        printf '%s %s\\n' "$file" "$(sha256sum < "$file" | cut -d ' ' -f 1)"
      done
      for name in onnxruntime-node @tensorflow/tfjs pure-rand; do
        printf '%s %s\\n' "$name" "$(sed -n 's|.*"npm:'$name'@\\(.*\\)".*|\\1|p' ../deno.json)"
      done
    } | LC_ALL=C sort | head -c -1 | sha256sum | cut -d ' ' -f 1`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", fileURLToPath(root)],
  }).output();
  assert.equal(await codeSha256(), new TextDecoder().decode(stdout).trim());
});
