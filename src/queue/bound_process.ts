/**
 * A program that ends with whoever started it, even where that one is killed and can say nothing: a
 * shell between the two reads a pipe that only the starter holds open. When it closes, the shell sends
 * `signal`, and waits.
 *
 *     starter ──pipe──► sh ──► program
 *        gone ─► the pipe ends ─► signal ─► ended ─► `folder` removed
 */
export interface BoundProcess extends AsyncDisposable {
  /** Once the program has ended, for whatever reason: what it said on stderr. */
  readonly ended: Promise<string>;
}

export interface BoundOptions {
  readonly args: readonly string[];
  /** What ends it, as `kill` names it: TERM; or QUIT, if it heeds that, which a shell turns off. */
  readonly signal: string;
  /** The program's working folder; gone once it has ended. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

// A background command's stdin is /dev/null unless it is named, so the pipe is kept as 3. Nobody but
// the program holds stderr, which ends with it, and whose reader may be gone: a word there would end
// the shell. The watcher is gone before the program's id is another's.
// Ctrl-C in a terminal reaches all of them; it cuts the wait short, no more.
const script = `
signal=$1 folder=$2
shift 2
trap : INT TERM HUP
exec 3<&0
"$@" 3<&- &
program=$!
exec 2>/dev/null
{ cat <&3; kill -"$signal" "$program"; } >/dev/null &
watcher=$!
exec 3<&-
status=
while kill -0 "$program"; do
  wait "$program"
  status=$?
done
kill -9 "$watcher"
[ -z "$folder" ] || rm -rf "$folder"
exit "$status"
`;

/** Starts a program that ends with this process. Wants a POSIX shell. */
export function boundProcess(program: string, options: BoundOptions): BoundProcess {
  const { args, signal, folder = "", env, uid, gid } = options;
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", signal, folder, program, ...args],
    cwd: folder === "" ? undefined : folder,
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    env,
    uid,
    gid,
  }).spawn();
  const said = new Response(child.stderr).text();
  const end = async () => {
    // Once is enough.
    await child.stdin.close().catch(() => {});
  };
  const ended = child.status.then(async () => {
    await end();
    return await said;
  });
  return {
    ended,
    async [Symbol.asyncDispose]() {
      await end();
      await ended;
    },
  };
}
