/** Ctrl-C, SIGTERM and a hang-up: the work so far is kept, and a sentence says how to go on. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readCheckpoint } from "../../src/records/checkpoint.ts";
import { onTerminal, type Pressed, terminalMissing } from "./_on_terminal.ts";
import { newFolder } from "./_run_task.ts";

/** Minutes of work, which every test interrupts. */
const FIT = [
  ...["fit", "--model", "tiny-llama", "--text", "Our old neighbour keeps three bees in a jar"],
  ...["--recipe", "paper", "--steps", "40000", "--seed", "5"],
];
const DENO = ["deno", "task", ...FIT];
const NPX = ["npx", "-y", "deno@2.9.6", "task", ...FIT];

const npx = await new Deno.Command("npx", { args: ["-y", "deno@2.9.6", "--version"] }).output()
  .then(({ success }) => success, () => false);
const npxMissing = npx ? "" : ' (skipped: npx cannot fetch "deno@2.9.6" here)';

/** Who is told what, and how the command ends. Each waits for the first step. */
const CASES: [how: string, argv: string[], pressed: Omit<Pressed, "when">, code: number][] = [
  ["one Ctrl-C under deno task", DENO, { keys: "\x03" }, 130],
  [`one Ctrl-C under npx${npxMissing}`, NPX, { keys: "\x03" }, 130],
  ["SIGTERM to deno task", DENO, { signal: "SIGTERM" }, 143],
  [`SIGTERM to npx${npxMissing}`, NPX, { signal: "SIGTERM" }, 143],
];

for (const [how, argv, pressed, code] of CASES) {
  Deno.test({
    name: `fit: ${how} keeps its steps, says how to go on, and goes on${terminalMissing}`,
    ignore: terminalMissing !== "" || how.includes("skipped"),
    fn: async () => {
      await using folder = await newFolder();
      const run = () =>
        onTerminal(argv, { cacheFolder: folder.path, pressed: { when: "a step", ...pressed } });
      const ended = await run();
      assert.equal(ended.code, code, ended.screen);
      assert.match(ended.screen, /\nStopping at the next step.* once more ends at once\./);
      assert.match(ended.screen, /\nInterrupted. Nothing is lost: the same command goes on from/);
      const steps = await stepsKept(folder.path);
      assert.ok(steps > 0);

      const again = await run();
      assert.equal(again.code, code, again.screen);
      const [, goneOnAt] = again.screen.match(/ step (\d+), right/)!;
      assert.ok(Number(goneOnAt) > steps, `began again at ${goneOnAt} after ${steps} steps`);
      assert.ok(await stepsKept(folder.path) > steps);
    },
  });
}

Deno.test({
  name: `fit: a terminal that closes ends it with its steps kept${terminalMissing}`,
  ignore: terminalMissing !== "",
  fn: async () => {
    await using folder = await newFolder();
    const pressed = { when: "a step", hangUp: true };
    const { code } = await onTerminal(DENO, { cacheFolder: folder.path, pressed });
    assert.equal(code, 129);
    // deno task itself may be gone before the fit has written its last step.
    const steps = await waitFor(() => stepsKept(folder.path));
    assert.ok(steps > 0);
  },
});

/** Signals, milliseconds after the first; where the process stands then. */
const PRESSES: [name: string, signals: [Deno.Signal, number][], code: number | null][] = [
  ["one press that arrives three times", [["SIGINT", 0], ["SIGINT", 1], ["SIGINT", 60]], null],
  ["a second press later", [["SIGINT", 0], ["SIGINT", 900]], 130],
  ["SIGTERM after a press", [["SIGINT", 0], ["SIGTERM", 900]], 143],
];

for (const [name, signals, code] of PRESSES) {
  const end = code === null ? "lets the work stop by itself" : `ends at once with ${code}`;
  Deno.test({
    name: `hearInterrupts(): ${name} ${end}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const process = new Deno.Command(Deno.execPath(), {
        args: ["eval", "--ext=ts", STUBBORN, new URL("../../src/cli/", import.meta.url).href],
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
      assert.match((await output.read()).value!, /at work/);
      let at = 0;
      for (const [signal, milliseconds] of signals) {
        await pause(milliseconds - at);
        at = milliseconds;
        process.kill(signal);
      }
      const ended = await process.status;
      await output.cancel();
      assert.equal(ended.code, code ?? 7);
    },
  });
}

/** Work that takes three seconds to stop, and ends with 7 where it may. */
const STUBBORN = `
  const { hearInterrupts } = await import(Deno.args[0] + "_interrupts.ts");
  const interrupt = new AbortController();
  using interrupts = hearInterrupts(interrupt);
  interrupt.signal.onabort = () => setTimeout(() => Deno.exit(7), 3000);
  console.log("at work");
  setInterval(() => {}, 1000);
  await new Promise(() => {});
`;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The optimiser's steps in the one checkpoint there is; 0 where there is none. */
async function stepsKept(cacheFolder: string): Promise<number> {
  const folder = join(cacheFolder, "fits", "checkpoints");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const kept = names.filter((name) => name.endsWith(".safetensors"));
  if (kept.length === 0) return 0;
  assert.equal(kept.length, 1);
  return (await readCheckpoint(join(folder, kept[0])))?.state.optimiser.step ?? 0;
}

/** The first number above 0 that comes within ten seconds. */
async function waitFor(look: () => Promise<number>): Promise<number> {
  for (let turn = 0; turn < 100; turn++) {
    const found = await look();
    if (found > 0) return found;
    await pause(100);
  }
  return 0;
}
