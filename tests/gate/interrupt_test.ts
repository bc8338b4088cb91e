/** A gate that is interrupted leaves no worktree and no folder behind. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { newFolder, startTask } from "../cli/_run_task.ts";

const cwd = fileURLToPath(new URL("../../", import.meta.url));
const git = async (...args: string[]) => {
  const { success, stdout } = await new Deno.Command("git", { args, cwd }).output();
  return success ? new TextDecoder().decode(stdout) : null;
};
const measured = await git("cat-file", "-t", "HEAD:./src/gate/measure_process.ts").catch(() =>
  null
);
const missing = measured === null ? " (skipped: no git repository whose HEAD has the gate)" : "";

Deno.test({
  name: `gate --against: SIGTERM ends it with 143 and removes the worktree${missing}`,
  ignore: missing !== "" || Deno.build.os === "windows",
  async fn() {
    await using folder = await newFolder();
    const before = await git("worktree", "list");
    const process = startTask("gate", ["--quick", "--against", "HEAD"], {
      cacheFolder: folder.path,
      env: { TMPDIR: folder.path },
    });
    let said = "";
    let pressed = false;
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (pressed || !said.includes("Reading what base computes")) continue;
      assert.notEqual(await git("worktree", "list"), before);
      process.kill("SIGTERM");
      pressed = true;
    }
    await process.stdout.cancel();
    assert.equal((await process.status).code, 143, said);
    assert.match(said, /\nInterrupted: the same command begins again\.\n$/);
    assert.equal(await git("worktree", "list"), before);
    const left = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith("onepass-")), []);
  },
});
