import assert from "node:assert/strict";
import { sendSignal, startCommand } from "../../src/cli/_start_command.ts";

Deno.test("a signal to a command's process that has ended already is no error", async () => {
  const child = startCommand("store", { args: ["no-such-verb"] });
  const { code, stderr } = await child.output();
  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /no-such-verb/);
  sendSignal(child, "SIGTERM");
});
