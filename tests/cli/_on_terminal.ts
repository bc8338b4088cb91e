/** Commands on a real terminal: a pseudo-terminal that python3 opens, and keys pressed on it. */
import { fileURLToPath } from "node:url";
import type { Surroundings } from "./_run_task.ts";

/** What a command is told while it runs. */
export interface Pressed {
  /** Waits for this in what the command has written, as a regular expression. */
  readonly when: string;
  /** Keys as the terminal gets them; "\x03" is Ctrl-C. */
  readonly keys?: string;
  /** Sends a signal to the first process alone, as a supervisor does. */
  readonly signal?: "SIGTERM";
  /** Closes the terminal. */
  readonly hangUp?: boolean;
}

/** The end of a command and all that stood on its terminal. */
export interface EndedOnTerminal {
  /** As a shell has it: 130 too where the process let the Ctrl-C end itself, as npx does. */
  readonly code: number;
  readonly screen: string;
}

const python = await new Deno.Command("python3", { args: ["-c", "import pty"] }).output()
  .then(({ success }) => success, () => false);

/** Why there is no terminal here, for the name of a test that is skipped; empty where there is one. */
export const terminalMissing = Deno.build.os === "windows" || !python
  ? ' (skipped: a pseudo-terminal needs python3 and its module "pty")'
  : "";

/** Runs `argv` in the project's folder on a terminal of its own. */
export async function onTerminal(
  argv: readonly string[],
  { pressed, cacheFolder, env = {} }: Surroundings & { readonly pressed: Pressed },
): Promise<EndedOnTerminal> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", program, JSON.stringify({ argv, ...pressed })],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { ONEPASS_CACHE: cacheFolder, ONEPASS_MODEL_FILE: "", NO_COLOR: "1", ...env },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const program = `
import json, os, pty, re, select, signal, sys, time
spec = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(spec["argv"][0], spec["argv"])
screen, pressed, open_, until = b"", False, True, time.monotonic() + 180
while open_:
    if time.monotonic() > until:
        os.kill(pid, signal.SIGKILL)
        break
    if select.select([terminal], [], [], 1)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            chunk = b""
        if not chunk:
            break
        screen += chunk
    if not pressed and re.search(spec["when"].encode(), screen):
        pressed = True
        if spec.get("keys"):
            os.write(terminal, spec["keys"].encode())
        if spec.get("signal"):
            os.kill(pid, getattr(signal, spec["signal"]))
        if spec.get("hangUp"):
            os.close(terminal)
            open_ = False
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
code = code if code >= 0 else 128 - code
print(json.dumps({"code": code, "screen": screen.decode(errors="replace")}))
`;
