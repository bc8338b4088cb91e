/** start.sh over a kit that is made up: its Deno says what it was called with. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { newFolder } from "../cli/_run_task.ts";

const script = new URL("../../src/device/start.sh", import.meta.url);
const stub = `#!/bin/sh
printf '%s\\n' "$@"
echo "in $PWD, cache $DENO_DIR" >&2
exit 3
`;

async function shell(command: string, { cwd, path }: { cwd: string; path?: string }) {
  const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
    args: ["-c", command],
    cwd,
    env: { TMPDIR: join(cwd, "tmp"), ...path === undefined ? {} : { PATH: path } },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function writeKit(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "kit"));
  await Deno.mkdir(join(folder, "tmp"));
  await Deno.copyFile(script, join(folder, "kit", "start.sh"));
  await Deno.writeTextFile(join(folder, "deno"), stub);
  await Deno.writeTextFile(join(folder, "COMMIT"), "0123456789ab");
  const made = await shell(
    "xz -c deno >kit/deno.xz && tar -cf - COMMIT | xz -c >kit/kit.tar.xz && " +
      "cd kit && sha256sum deno.xz kit.tar.xz >SHA256SUMS",
    { cwd: folder },
  );
  assert.equal(made.code, 0, made.stderr);
}

const tools = await Promise.all(["xz", "tar", "sha256sum", "python3"].map(async (name) => {
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).output();
  return success ? [] : [name];
}));
const missing = tools.flat();
const skipped = missing.length === 0 ? "" : ` (skipped: there is no ${missing.join(", ")})`;
const ignore = missing.length > 0;

Deno.test({
  name:
    `start.sh passes on arguments, the commit and the exit status, and leaves nothing${skipped}`,
  ignore,
  async fn() {
    await using folder = await newFolder();
    await writeKit(folder.path);
    const { code, stdout, stderr } = await shell("sh kit/start.sh --out 'a b.json'", {
      cwd: folder.path,
    });
    assert.equal(code, 3, stderr);
    assert.deepEqual(stdout.trimEnd().split("\n").slice(-4), [
      "--commit",
      "0123456789ab",
      "--out",
      "a b.json",
    ]);
    assert.match(stdout, /^run\n/);
    // A relative --out is the caller's, the cache the kit's own.
    assert.match(stderr, new RegExp(`^in ${folder.path}, cache ${folder.path}/tmp/`, "m"));
    assert.deepEqual(await Array.fromAsync(Deno.readDir(join(folder.path, "tmp"))), []);
  },
});

Deno.test({
  name: `start.sh unpacks by Python where there is no xz${skipped}`,
  ignore,
  async fn() {
    await using folder = await newFolder();
    await writeKit(folder.path);
    const bin = join(folder.path, "bin");
    await Deno.mkdir(bin);
    const wanted = "sh tar sha256sum cat chmod dirname mkdir mktemp rm grep";
    const linked = await shell(
      `for name in ${wanted}; do ln -s "$(command -v $name)" bin/$name; done; ` +
        // What is called python3 may be a script that wants more.
        `ln -s "$(python3 -c 'import sys; print(sys.executable)')" bin/python3`,
      { cwd: folder.path },
    );
    assert.equal(linked.code, 0, linked.stderr);
    const { code, stdout, stderr } = await shell("sh kit/start.sh", {
      cwd: folder.path,
      path: bin,
    });
    assert.equal(code, 3, stderr);
    assert.match(stdout, /^--commit\n0123456789ab$/m);
  },
});

Deno.test({
  name: `start.sh refuses a kit that is not as it was packed${skipped}`,
  ignore,
  async fn() {
    await using folder = await newFolder();
    await writeKit(folder.path);
    await Deno.writeTextFile(join(folder.path, "kit", "deno.xz"), "x", { append: true });
    const { code, stdout, stderr } = await shell("sh kit/start.sh", { cwd: folder.path });
    assert.equal(code, 3);
    assert.equal(stdout, "");
    assert.match(stderr, /^Cannot start: a file of the kit is not as it was packed; copy the /m);
  },
});
