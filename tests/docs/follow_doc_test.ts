import assert from "node:assert/strict";
import { join } from "node:path";
import { followSteps } from "./follow_doc.ts";

const block = (language: string, ...lines: string[]) =>
  ["```" + language, ...lines, "```", ""].join("\n");

Deno.test("followSteps() makes files, edits them and runs commands", async () => {
  const page = "As `src/new.ts` or, to say more, `src/proto/new.ts`:\n\n" +
    block("ts", "export const a = 1;", "export const b = 2;") +
    block("diff", "+++ src/proto/new.ts", "-export const a = 1;", "+export const a = 7;") +
    block("sh", "WHAT=a deno eval \"import(Deno.cwd() + '/src/proto/new.ts').then(console.log)\"");
  await using followed = await followSteps(page);
  assert.equal(
    await Deno.readTextFile(join(followed.folder, "src/proto/new.ts")),
    "export const a = 7;\nexport const b = 2;\n",
  );
  assert.match(followed.commands[0].stdout, /a: 7/);
});

const wrong: [what: string, page: string, says: RegExp][] = [
  ["a line that is not there", block("diff", "+++ mod.ts", " no such line", "+new"), /mod\.ts has/],
  [
    "a line that is there twice",
    block("diff", "+++ deno.json", '       "reports",', "+new"),
    /deno\.json has/,
  ],
  ["a file without a name", block("ts", "export {};"), /no file is named/],
  ["a file that there is", "`mod.ts`:\n" + block("ts", "export {};"), /exists/],
  ["a command that fails", block("sh", 'deno eval "Deno.exit(3)"'), /Deno\.exit\(3\)/],
];

for (const [what, page, says] of wrong) {
  Deno.test(`followSteps() fails at ${what}`, async () => {
    await assert.rejects(followSteps(page), says);
  });
}
