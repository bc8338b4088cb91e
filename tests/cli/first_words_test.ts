/** What a command says while nothing is to be seen yet, and how long what it did has taken. */
import assert from "node:assert/strict";
import { tellFetch } from "../../src/cli/_tell_fetch.ts";
import { onTerminal, terminalMissing } from "./_on_terminal.ts";
import { newFolder, startTask } from "./_run_task.ts";

Deno.test("fit says where it stands before anything heavy is loaded", async () => {
  await using folder = await newFolder();
  const args = ["--model", "tiny-llama", "--text", "Three bees in a jar", "--tokens", "3"];
  const running = startTask("fit", args, { cacheFolder: folder.path });
  const chunks: string[] = [];
  for await (const chunk of running.stderr.pipeThrough(new TextDecoderStream())) chunks.push(chunk);
  await running.stdout.cancel();
  assert.equal((await running.status).code, 0);
  const said = chunks.join("");
  assert.match(
    said,
    /^Opening model tiny-llama: checking its files\nModel tiny-llama, from embedded, .*\n/,
  );
  assert.match(said, /\nbest recipe, .*, N = 3: 1 fit; compiling\n {2}compiled in \d+s\n/);
  // It came by itself, not with all the rest at the end.
  assert.ok(chunks.length > 2 && chunks[0].split("\n").length < 4, JSON.stringify(chunks));
});

Deno.test("tellFetch() says how long a download, a conversion and its rest take", () => {
  let [now, said] = [0, ""];
  const { onEvent, onProgress } = tellFetch({
    write: (text) => said += text,
    now: () => now,
    terminal: false,
  });
  const at = (seconds: number, tell: () => void) => {
    now = seconds * 1000;
    tell();
  };
  const download = { source: "hub", file: "m.gguf", bytesTotal: 98_000_000 };
  at(1, () => onEvent({ kind: "trying", source: "hub", file: "m.gguf" }));
  at(1, () => onProgress({ ...download, bytesDone: 0 }));
  at(12, () => onProgress({ ...download, bytesDone: 49_100_000 }));
  at(23, () => onEvent({ kind: "fetched", source: "hub", file: "m.gguf", bytes: 98_000_000 }));
  const conversion = { source: "conversion", file: "b179c9.safetensors", bytesTotal: 540_000_000 };
  at(24, () => onEvent({ kind: "converting", file: "m.gguf" }));
  at(24, () => onProgress({ ...conversion, bytesDone: 4_000_000 }));
  at(35, () => onProgress({ ...conversion, bytesDone: 272_000_000 }));
  at(46, () => onProgress({ ...conversion, bytesDone: 540_000_000 }));
  assert.deepEqual(said.trimEnd().split("\n"), [
    "Getting m.gguf: hub",
    "  m.gguf: 0 B of 98.0 MB",
    "  m.gguf: 49.1 MB of 98.0 MB, 11 s left",
    "  m.gguf: 98.0 MB, checked, from hub, in 22s",
    "Converting m.gguf to float32 (once)",
    "  float32 copy: 4.0 MB of 540.0 MB",
    "  float32 copy: 272.0 MB of 540.0 MB, 11 s left",
    "  float32 copy: 540.0 MB written in 22s; hashing it",
  ]);
});

Deno.test({
  name: `waiting() counts the seconds until something else is said${terminalMissing}`,
  ignore: terminalMissing !== "",
  fn: async () => {
    await using folder = await newFolder();
    const argv = [
      "deno",
      "eval",
      "--ext=ts",
      WAITING,
      new URL("../../src/cli/", import.meta.url).href,
    ];
    const pressed = { when: "never pressed" };
    const { code, screen } = await onTerminal(argv, { cacheFolder: folder.path, pressed });
    assert.equal(code, 0, screen);
    const shown = screen.replaceAll("\r\x1b[K", "\r\n").split("\r\n");
    assert.ok(shown.includes("compiling, 1s so far") && shown.includes("compiling, 2s so far"));
    assert.equal(shown.at(-2), "compiled");
  },
});

const WAITING = `
  const { talk } = await import(Deno.args[0] + "_talk.ts");
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const said = talk();
  said.waiting("compiling");
  await pause(2.5);
  said.line("compiled");
  await pause(1.5);
  said.waiting("and nobody is held up");
`;
