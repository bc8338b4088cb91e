/**
 * Follows a page of docs/ to the letter, in a copy of the project: what its code blocks say is done,
 * in their order, and every command has to succeed.
 *
 *     ```sh      commands, one a line
 *     ```diff    `+++ file`, then lines to find there, once, those with + to add, with − to take out;
 *                @@ stands between places
 *     any other  the whole of the new file that the text before it named last
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a page may be long, code aside. */
const mostLines = 20;

/** Of the project, what following a page may change. */
const copied = ["deno.json", "deno.lock", "mod.ts", "bench", "src", "tests"];
/** The same of fixtures/; the rest of it is large and only read. */
const copiedFixtures = ["experiments", "models.json", "paper", "profiles", "study.json"];

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A command of the page, and what it printed. */
export interface Followed {
  readonly command: string;
  readonly stdout: string;
}

/** The copy after the last step; gone with its scope. */
export interface FollowedDoc extends AsyncDisposable {
  readonly folder: string;
  readonly commands: readonly Followed[];
}

/** @throws AssertionError where the page is too long, a step cannot be taken, or a command fails */
export async function followDoc(page: string): Promise<FollowedDoc> {
  const markdown = await Deno.readTextFile(join(root, "docs", page));
  const prose = markdown.replaceAll(/^```.*?^```$/gms, "").split("\n").filter((line) =>
    line !== ""
  );
  assert.ok(prose.length <= mostLines, `${page} has ${prose.length} lines of text`);
  return await followSteps(markdown);
}

/** The same for a page's text, however long. */
export async function followSteps(markdown: string): Promise<FollowedDoc> {
  const folder = await copyOfProject();
  const commands: Followed[] = [];
  try {
    for (const { language, code, before } of blocksOf(markdown)) {
      if (language === "diff") await edit(folder, code);
      else if (language !== "sh") await create(folder, { code, before });
      else {
        for (const command of code.trim().split("\n")) {
          commands.push({ command, stdout: await run(command, folder) });
        }
      }
    }
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    commands,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function copyOfProject(): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.mkdir(join(folder, "fixtures"));
  const fixtures = await Array.fromAsync(Deno.readDir(join(root, "fixtures")));
  await Promise.all([
    ...[...copied, ...copiedFixtures.map((name) => join("fixtures", name))]
      .map((name) => copy(join(root, name), join(folder, name))),
    ...fixtures.filter(({ name }) => !copiedFixtures.includes(name)).map(({ name, isFile }) =>
      Deno.symlink(join(root, "fixtures", name), join(folder, "fixtures", name), {
        type: isFile ? "file" : "dir",
      })
    ),
  ]);
  return folder;
}

async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  const entries = await Array.fromAsync(Deno.readDir(from));
  await Promise.all(entries.map(({ name }) => copy(join(from, name), join(to, name))));
}

interface Block {
  readonly language: string;
  readonly code: string;
  /** The text between it and the block before. */
  readonly before: string;
}

function blocksOf(markdown: string): Block[] {
  let end = 0;
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ({ 0: whole, 1: language, 2: code, index }) => {
      const before = markdown.slice(end, index);
      end = index + whole.length;
      return { language, code, before };
    },
  );
}

async function create(folder: string, { code, before }: Omit<Block, "language">): Promise<void> {
  const file = before.match(/`[\w./-]+\.\w+`/g)?.at(-1)?.slice(1, -1);
  assert.ok(file !== undefined, `no file is named before\n${code}`);
  await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
  await Deno.writeTextFile(join(folder, file), code, { createNew: true });
}

async function edit(folder: string, code: string): Promise<void> {
  for (const one of code.split(/^\+\+\+ /m).slice(1)) {
    const [file, ...lines] = one.trimEnd().split("\n");
    let text = await Deno.readTextFile(join(folder, file));
    for (const place of lines.join("\n").split(/^@@\n/m)) {
      const marked = place.trimEnd().split("\n");
      const without = (mark: string) =>
        marked.filter((line) => !line.startsWith(mark)).map((line) => `${line.slice(1)}\n`).join(
          "",
        );
      const parts = `\n${text}`.split(`\n${without("+")}`);
      assert.equal(parts.length - 1, 1, `${file} has, so many times,\n${without("+")}`);
      text = parts.join(`\n${without("-")}`).slice(1);
    }
    await Deno.writeTextFile(join(folder, file), text);
  }
}

/** Runs one line as a shell would: settings first, words, quotes around some. */
async function run(command: string, folder: string): Promise<string> {
  const words = command.match(/(?:[^\s"]|"[^"]*")+/g)!.map((word) => word.replaceAll('"', ""));
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const settings = words.slice(0, start).map((word) => word.split("=") as [string, string]);
  const [program, task, ...rest] = words.slice(start);
  assert.equal(program, "deno", `a page runs deno, not\n${command}`);
  // Types are a page's own step: tests would check those of the whole copy again.
  const args = task === "test" ? [task, "--no-check", ...rest] : [task, ...rest];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: {
      ONEPASS_CACHE: join(folder, ".cache"),
      ONEPASS_MODEL_FILE: "",
      // Nobody listens there: a step that would download fails instead.
      HF_ENDPOINT: "http://127.0.0.1:9",
      NO_COLOR: "1",
      ...Object.fromEntries(settings),
    },
  }).output();
  const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(code, 0, `${command}\n${said}\n${told}`);
  return said;
}
