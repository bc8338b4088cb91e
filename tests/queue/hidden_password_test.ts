/** What is said of a database that cannot be used never holds its password. */
import assert from "node:assert/strict";
import { openDatabase } from "../../src/queue/open_database.ts";

// Port 9 discards what it gets, if it is anybody's. A user of the name of a host, so that nothing is looked up.
const URLS = [
  ["postgres://me:secret@127.0.0.1:9/queue", "postgres://me:***@127.0.0.1:9/queue"],
  ["postgres://me:se:cret@127.0.0.1:9/queue", "postgres://me:***@127.0.0.1:9/queue"],
  ["postgres://me:cr@secret@127.0.0.1:9/queue", "postgres://me:***@127.0.0.1:9/queue"],
  [
    "postgres://127.0.0.1:9/secret@127.0.0.1:9/queue",
    "postgres://127.0.0.1:***@127.0.0.1:9/queue",
  ],
  ["postgres://me:se/cret@127.0.0.1:9/queue", "postgres://me:***@127.0.0.1:9/queue"],
  ["mysql://me:se:cret@127.0.0.1/queue", "mysql://me:***@127.0.0.1/queue"],
  ["mysql://me:se/cret@127.0.0.1/queue", "mysql://me:***@127.0.0.1/queue"],
  ["postgres://me@127.0.0.1:9/queue", "postgres://me@127.0.0.1:9/queue"],
] as const;

for (const [url, shown] of URLS) {
  Deno.test(`an error about ${shown} of "${url}" does not tell more`, async () => {
    const error = await openDatabase({ url }).then(
      () => assert.fail("it opened"),
      (error) => error,
    );
    assert.ok(error.message.includes(shown), error.message);
    assert.doesNotMatch(error.message, /cret/);
  });
}
