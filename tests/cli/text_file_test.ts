/** `fit --file`: what the bytes of a file or of stdin come to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertClear, newFolder, runTask, startTask } from "./_run_task.ts";

const TINY = ["--model", "tiny-llama", "--tokens", "3"];

const REFUSED: [what: string, bytes: number[], says: RegExp][] = [
  ["Latin-1", [99, 97, 102, 0xe9, 33], /^Cannot read --file ".*t": it is not UTF-8 at byte 3 /],
  ["UTF-16", [0xff, 0xfe, 104, 0, 105, 0], /^Cannot read --file ".*t": it is UTF-16, not UTF-8 /],
];

for (const [what, bytes, says] of REFUSED) {
  Deno.test(`fit --file of ${what} ends with 2 and fits nothing`, async () => {
    await using folder = await newFolder();
    const file = join(folder.path, "t");
    await Deno.writeFile(file, Uint8Array.from(bytes));
    const ended = await runTask("fit", [...TINY, "--file", file], { cacheFolder: folder.path });
    assertClear(ended, says);
    assert.equal(ended.stdout, "");
    assert.equal(ended.code, 2);
  });
}

for (const name of ["-", "/dev/stdin"]) {
  Deno.test({
    name: `fit --file ${name} fits what comes on stdin`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      await using folder = await newFolder();
      const args = [...TINY, "--file", name];
      const running = startTask("fit", args, { cacheFolder: folder.path, stdin: "piped" });
      await new Blob(["Three bees\nin a jar\n"]).stream().pipeTo(running.stdin);
      const { code, stdout, stderr } = await running.output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const text = new TextDecoder().decode(stdout).trimEnd();
      assert.ok(text.length > 3 && "Three bees\nin a jar\n".startsWith(text), text);
    },
  });
}
