/** docs/architecture.md names files and functions: they have to be there. */
import assert from "node:assert/strict";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/architecture.md", root));
const [, walk] = /^## One job, from profile to page$(.*?)^## /ms.exec(page)!;
const lines = walk.trim().split("\n").map((line) => line.trim());

Deno.test("the walk of a job goes by functions that are where it says", async () => {
  assert.equal(lines.length, 10);
  for (const line of lines) {
    const [, file, name] = /^(src\/\S+\.ts) +(\w+)\(\) +\S/.exec(line) ?? assert.fail(line);
    const code = await Deno.readTextFile(new URL(file, root));
    assert.match(code, new RegExp(`^export (async )?function ${name}\\b`, "m"), line);
  }
});

Deno.test("every file that docs/architecture.md names is there", async () => {
  const named = [...page.matchAll(/`((?:[\w-]+\/)+\w+\.\w+)`/g)].map(([, path]) => path);
  assert.ok(named.length > 5);
  for (const path of named) {
    const whole = /^(src|tests|docs|fixtures)\//.test(path) ? path : `src/${path}`;
    assert.ok((await Deno.stat(new URL(whole, root))).isFile, path);
  }
});
