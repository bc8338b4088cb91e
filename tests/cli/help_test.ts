import assert from "node:assert/strict";
import { runTask } from "./_run_task.ts";

/** Task and an option its help names. */
const TASKS: [task: string, says: RegExp][] = [
  [
    "fit",
    /--text <text\.\.\.>[^]*--tokens <n>[^]*--chunks \[n\][^]*--recipe <name>[^]*--out <path>[^]*--json/,
  ],
  ["reconstruct", /Usage: reconstruct \[options\] <solution>[^]*--json/],
  ["encode", /--text <text\.\.\.>[^]*--tokens <n>[^]*--out <path>[^]*--json/],
  ["encoder", /train [^]*measure /],
  ["reproduce", /--profile <name>[^]*--budget <time>[^]*--out <dir>[^]*--json/],
  ["fixtures", /Usage: fixtures/],
  ["doctor", /--json/],
  ["lint-paper", /--json/],
  ["gate", /--quick[^]*--against <revision>[^]*--bless <reason>[^]*--json[^]*4 inconclusive/],
  ["device-check", /--shapes <list>[^]*--torch-device <name>[^]*--pack <folder>[^]*start\.sh/],
  ["report", /Usage: report \[options\] \[folder\][^]*--json/],
  ["store", /ls [^]*show [^]*verify [^]*gc [^]*export [^]*import [^]*\n1 where verify finds/],
  ["cluster", /slurm [^]*kubernetes [^]*simulate /],
  ["queue", /submit [^]*status [^]*collect [^]*drain [^]*cancel [^]*bench [^]*\n1 where collect/],
  ["worker", /--db <url>[^]*--out <dir>[^]*--threads <n>[^]*--until-empty/],
  ["chaos", /run [^]*queue [^]*\n1 where a disturbed run differs/],
  ["demo", /--port <n>[^]*--out <folder>/],
  ["watch", /Usage: watch \[options\] \[store\][^]*--db <url>[^]*--host <address>[^]*--port <n>/],
  ["publish", /Usage: publish \[options\] \[folder\][^]*--note <text>[^]*--index/],
  ["bundle", /Usage: bundle \[options\] <folder>[^]*--out <file>/],
  [
    "verify",
    /Usage: verify \[options\] <bundle>[^]*\n1 where a byte, a number or a verdict is off/,
  ],
  ["tfjs:build", /--force/],
];

for (const [task, says] of TASKS) {
  Deno.test(`${task} --help explains itself on stdout and ends with 0`, async () => {
    const { code, stdout, stderr } = await runTask(task, ["--help"], { cacheFolder: "/no/such" });
    assert.match(stdout, says);
    assert.match(stdout, /Exit status: 0 done, 2 usage, 3 a /);
    assert.equal(stderr, "");
    assert.equal(code, 0);
  });
}
