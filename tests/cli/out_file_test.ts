/** `--out`: links are written through, devices refused, and a full disk is named. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readSolution } from "../../src/records/solution.ts";
import { assertClear, newFolder, runTask } from "./_run_task.ts";

const FIT = ["--model", "tiny-llama", "--text", "Three bees in a jar", "--tokens", "3", "--out"];
const posix = Deno.build.os !== "windows";

Deno.test({
  name: "fit --out writes through a symbolic link, whether its file is there or not",
  ignore: !posix,
  fn: async () => {
    await using folder = await newFolder();
    const [out, far] = [join(folder.path, "s"), join(folder.path, "far.safetensors")];
    await Deno.symlink("far.safetensors", out);
    for (const there of [false, true]) {
      if (there) await Deno.writeTextFile(far, "old");
      const ended = await runTask("fit", [...FIT, out], { cacheFolder: folder.path });
      assert.equal(ended.code, 0, ended.stderr);
      assert.ok((await Deno.lstat(out)).isSymlink);
      assert.equal((await readSolution(far)).tokens, 3);
    }
  },
});

Deno.test({
  name: "reproduce --out makes and fills the folder that a link leads to",
  ignore: !posix,
  fn: async () => {
    await using folder = await newFolder();
    const out = join(folder.path, "report");
    await Deno.symlink("far", out);
    const args = ["--profile", "smoke", "--budget", "0", "--out", out];
    const ended = await runTask("reproduce", args, { cacheFolder: folder.path });
    assert.equal(ended.code, 0, ended.stderr);
    assert.ok((await Deno.lstat(out)).isSymlink);
    assert.ok((await Deno.stat(join(folder.path, "far", "index.html"))).isFile);
  },
});

/** Task, --out, exit status 2 and what is said; nothing advises to allow more. */
const DEVICES: [task: string, out: string, says: RegExp][] = [
  ["fit", "/dev/null", /^Cannot write --out "\/dev\/null": it is no ordinary file, /],
  ["fit", "/dev/stdout", /^Cannot write --out "\/dev\/stdout": it is no ordinary file, /],
  ["reproduce", "/dev/null", /^Cannot write --out "\/dev\/null": file exists\n/],
  ["reproduce", "/dev/report", /^Cannot write --out "\/dev\/report": it is no place for files\n/],
];

for (const [task, out, says] of DEVICES) {
  Deno.test({
    name: `${task} --out ${out} is refused before anything runs`,
    ignore: !posix,
    fn: async () => {
      await using folder = await newFolder();
      const args = task === "fit" ? [...FIT, out] : ["--profile", "smoke", "--out", out];
      const ended = await runTask(task, args, { cacheFolder: folder.path });
      assertClear(ended, says);
      assert.doesNotMatch(ended.stderr, /--allow/);
      assert.equal(ended.code, 2);
    },
  });
}

/** A disk of 16 KiB, where this process may mount one. */
async function tinyDisk(path: string): Promise<boolean> {
  const args = ["-t", "tmpfs", "-o", "size=16k", "tmpfs", path];
  const command = new Deno.Command("mount", { args, stdout: "null", stderr: "null" });
  return posix && await command.output().then(({ success }) => success, () => false);
}

const unmount = (path: string) => new Deno.Command("umount", { args: [path] }).output();

const mountable = await (async () => {
  await using folder = await newFolder();
  const mounted = await tinyDisk(folder.path);
  if (mounted) await unmount(folder.path);
  return mounted;
})();

for (const full of ["--out", "the cache"]) {
  Deno.test({
    name: `fit says which file a full disk cannot take: ${full}` +
      (mountable ? "" : " (skipped: only root may mount a tiny disk)"),
    ignore: !mountable,
    fn: async () => {
      await using folder = await newFolder();
      const disk = join(folder.path, "disk");
      await Deno.mkdir(disk);
      await tinyDisk(disk);
      try {
        // What is left takes an empty file, and no solution.
        await Deno.writeFile(
          join(disk, "ballast"),
          new Uint8Array(full === "--out" ? 16_384 : 8192),
        );
        const cacheFolder = full === "--out" ? folder.path : disk;
        const ended = await runTask("fit", [...FIT, join(disk, "s")], { cacheFolder });
        const file = full === "--out" ? "s" : ".*";
        assertClear(
          ended,
          new RegExp(
            `Cannot write "${disk}/${file}": no space left on the device, the file takes [0-9.]+ kB; ` +
              `make room there, or name another place`,
          ),
        );
        assert.equal(ended.code, 3);
      } finally {
        await unmount(disk);
      }
    },
  });
}
