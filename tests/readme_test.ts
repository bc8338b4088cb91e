/** README.md's program, run as a reader would run it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };

const root = new URL("../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));
const programs = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program]) => program);

Deno.test("README has one program, short, and mod.ts begins with the same", async () => {
  assert.equal(programs.length, 1);
  assert.ok(programs[0].trimEnd().split("\n").length <= 15, programs[0]);
  const library = await Deno.readTextFile(new URL("mod.ts", root));
  const example = /^ \* ```ts\n(.*?)^ \* ```$/ms.exec(library)![1];
  assert.equal(example.replaceAll(/^ \* ?/gm, ""), programs[0]);
});

Deno.test("README's table has every command, and names no other", () => {
  const [, table] = /^## Commands$(.*?)^Each has /ms.exec(readme)!;
  const named = [...table.matchAll(/^\| `deno task ([\w:-]+)/gm)].map(([, name]) => name);
  const commands = Object.entries(project.tasks as Record<string, string | { command: string }>)
    .filter(([, task]) => JSON.stringify(task).includes("src/cli/"))
    .map(([name]) => name);
  assert.deepEqual([...new Set(named)].sort(), [...commands, "ok"].sort());
});

Deno.test("README's program prints how its fit goes and the text it got back", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = join(folder, "program.ts");
    await Deno.writeTextFile(
      program,
      programs[0].replace("./mod.ts", `${new URL("mod.ts", root)}`),
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "-A",
        "--config",
        fileURLToPath(new URL("deno.json", root)),
        program,
      ],
      cwd: folder,
      env: { ONEPASS_CACHE: join(folder, "cache"), TMPDIR: folder, NO_COLOR: "1" },
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    assert.equal(code, 0);
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assert.match(lines[0], /^step 10: \d+ % right, \d+\.\d+ nats a token$/);
    assert.equal(lines.at(-1), "The old lighthouse keeper hummed to the gulls");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
