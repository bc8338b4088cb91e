import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own folder. */
export const projectFolder = fileURLToPath(new URL("../../", import.meta.url));

/** A revision's files in a temporary folder, gone with its scope. */
export interface Worktree extends AsyncDisposable {
  /** The project's folder in it. */
  readonly path: string;
  /** The commit, whole. */
  readonly commit: string;
}

/**
 * Checks a revision out beside the working tree, which stays as it is.
 *
 * @throws RangeError where git knows no such revision, or there is no git
 */
export async function openRevision(
  revision: string,
  { repository = projectFolder }: { readonly repository?: string } = {},
): Promise<Worktree> {
  const commit = await git(
    repository,
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  );
  if (commit === null) {
    throw new RangeError(
      `Cannot check out "${revision}": git has no such revision here; fetch it first`,
    );
  }
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "onepass-base-" }));
  const remove = async () => {
    await git(repository, "worktree", "remove", "--force", path);
    await Deno.remove(path, { recursive: true }).catch(() => {});
    await git(repository, "worktree", "prune");
  };
  if (await git(repository, "worktree", "add", "--detach", "--force", path, commit) === null) {
    await remove();
    throw new RangeError(`Cannot check out "${revision}": git refused to make a worktree of it`);
  }
  const inside = await git(repository, "rev-parse", "--show-prefix") ?? "";
  return { path: join(path, inside), commit, [Symbol.asyncDispose]: remove };
}

/**
 * The revision whose code a baseline is of: the commit that it names, or the last one that changed
 * the file (histories are rewritten); null where git has neither.
 */
export async function baselineRevision(
  file: string,
  { commit, repository = projectFolder }: {
    readonly commit: string | null;
    readonly repository?: string;
  },
): Promise<string | null> {
  const named = commit === null || commit.endsWith("+changes")
    ? null
    : await git(repository, "rev-parse", "--verify", "--quiet", `${commit}^{commit}`);
  if (named !== null) return named;
  return await git(repository, "log", "-1", "--format=%H", "--", file) || null;
}

/** What git says; null where it fails or is not there. */
async function git(cwd: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: [...args],
      cwd,
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
