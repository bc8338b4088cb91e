/** What scripts import is documented, and could be published: types that need no inference. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("../../", import.meta.url));

async function deno(...args: string[]): Promise<{ code: number; said: string }> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("deno doc --lint finds every export of mod.ts documented", async () => {
  const { code, said } = await deno("doc", "--lint", "mod.ts");
  assert.equal(code, 0, said);
});

Deno.test("deno publish --dry-run finds no slow type", async () => {
  // Types are checked by "deno task check"; here only whether they are said.
  const { code, said } = await deno("publish", "--dry-run", "--allow-dirty", "--no-check");
  assert.equal(code, 0, said);
  assert.match(said, /Dry run complete/);
  assert.match(said, /Checking for slow types/);
});
