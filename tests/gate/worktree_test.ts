import assert from "node:assert/strict";
import { join } from "node:path";
import { baselineRevision, openRevision } from "../../src/gate/mod.ts";
import { newFolder } from "../cli/_run_task.ts";

/** A repository of two commits: "one", then "two" in base.json. */
async function twoCommits(repository: string): Promise<string[]> {
  await git(repository, "init", "--quiet");
  const commits = [];
  for (const content of ["one", "two"]) {
    await Deno.writeTextFile(join(repository, "base.json"), content);
    await git(repository, "add", "base.json");
    await git(repository, ...["-c", "user.name=t", "-c", "user.email=t@example.org"], ...[
      ...["commit", "--quiet", "--message", content],
    ]);
    commits.push(await git(repository, "rev-parse", "HEAD"));
  }
  return commits;
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", { args: [...args], cwd }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("openRevision() checks a revision out beside the tree, and takes it away", async () => {
  await using folder = await newFolder();
  const repository = folder.path;
  const [first] = await twoCommits(repository);
  let path: string;
  {
    await using tree = await openRevision("HEAD~1", { repository });
    path = tree.path;
    assert.equal(tree.commit, first);
    assert.equal(await Deno.readTextFile(join(path, "base.json")), "one");
    assert.equal(await Deno.readTextFile(join(repository, "base.json")), "two");
  }
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  assert.equal((await git(repository, "worktree", "list")).split("\n").length, 1);
});

Deno.test("openRevision() of a folder of a repository opens that folder", async () => {
  await using folder = await newFolder();
  const inner = join(folder.path, "inner");
  await Deno.mkdir(inner);
  await Deno.writeTextFile(join(inner, "there.txt"), "there");
  await git(folder.path, "init", "--quiet");
  await git(folder.path, "add", ".");
  await git(folder.path, ...["-c", "user.name=t", "-c", "user.email=t@example.org"], ...[
    ...["commit", "--quiet", "--message", "x"],
  ]);
  await using tree = await openRevision("HEAD", { repository: inner });
  assert.equal(await Deno.readTextFile(join(tree.path, "there.txt")), "there");
});

Deno.test("openRevision() of what git does not know says so", async () => {
  await using folder = await newFolder();
  await twoCommits(folder.path);
  for (const revision of ["no-such", "--help"]) {
    await assert.rejects(
      openRevision(revision, { repository: folder.path }),
      new RegExp(`^RangeError: Cannot check out "${revision}": git has no such revision here; `),
    );
  }
});

Deno.test("baselineRevision() is the commit it names, or the file's last where that is gone", async () => {
  await using folder = await newFolder();
  const repository = folder.path;
  const [first, last] = await twoCommits(repository);
  const revision = (commit: string | null) => baselineRevision("base.json", { commit, repository });
  assert.equal(await revision(first.slice(0, 12)), first);
  for (const gone of [null, "0123456789ab", `${first.slice(0, 12)}+changes`]) {
    assert.equal(await revision(gone), last);
  }
  assert.equal(await baselineRevision("other.json", { commit: null, repository }), null);
});
