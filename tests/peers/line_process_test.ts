import assert from "node:assert/strict";
import { type LineProcess, startLineProcess } from "../../src/peers/line_process.ts";

const deno = Deno.execPath();

Deno.test("a line process answers each request with a line", async () => {
  await using echo = script(`
    import { createInterface } from "node:readline";
    console.log('{"ready":true}');
    for await (const line of createInterface({ input: process.stdin })) {
      console.log(JSON.stringify({ got: JSON.parse(line).n }));
    }`);
  assert.deepEqual(await echo.read(), { ready: true });
  assert.deepEqual(await echo.ask({ n: 1 }), { got: 1 });
  assert.deepEqual(await echo.ask({ n: 0.1 }), { got: 0.1 });
});

Deno.test("a line process that dies is named with its last words", async () => {
  await using dead = script(`console.error("first\\nlast words"); process.exit(7)`);
  await assert.rejects(dead.read(), /the process ended with status 7: last words/);
});

Deno.test("a line process ends on disposal, though it waits for more", async () => {
  const waiting = script(`for await (const _ of process.stdin);`);
  await waiting[Symbol.asyncDispose]();
});

Deno.test("a line process takes the first command there is", async () => {
  await using found = script(`console.log("{}")`, ["no-such-command-1", deno]);
  assert.deepEqual(await found.read(), {});
});

Deno.test("a line process whose commands are all missing names them", () => {
  assert.throws(
    () => startLineProcess(["no-such-1", "no-such-2"], { args: [] }),
    /there is no "no-such-1" or "no-such-2"/,
  );
});

function script(code: string, commands = [deno]): LineProcess {
  return startLineProcess(commands, { args: ["eval", "--ext=ts", code] });
}
