import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../src/queue/open_database.ts";
import { temporaryPostgres } from "../../src/queue/temporary_postgres.ts";
import { test } from "./_queue.ts";

const program = fileURLToPath(new URL("./_server_of_mine.ts", import.meta.url));

test("a temporary server that is disposed of leaves neither a process nor a folder", async () => {
  const server = await temporaryPostgres();
  const { data } = await folderOf(server.url);
  await server[Symbol.asyncDispose]();
  assert.equal(await isThere(data), false);
  await assert.rejects(openDatabase({ url: server.url }));
});

test("a temporary server ends with a process that is killed, and its folder goes", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", program],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  const { data, pid } = await folderOf(value.trim());
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  // However busy the machine; it is gone within a moment else.
  for (let waits = 0; waits < 600 && await isThere(data); waits++) await sleep(100);
  assert.equal(await isThere(data), false);
  assert.equal(await isThere(`/proc/${pid}`), false);
});

/** Where a server keeps its data, and the process that it is. */
async function folderOf(url: string): Promise<{ readonly data: string; readonly pid: number }> {
  await using database = await openDatabase({ url });
  const [{ data }] = await database.rows<{ data: string }>(
    `select current_setting('data_directory') as data`,
  );
  const [{ pid }] = await database.rows<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  );
  return { data, pid };
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
