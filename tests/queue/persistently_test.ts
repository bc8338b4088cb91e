import assert from "node:assert/strict";
import { isOutage, persistently } from "../../src/queue/persistently.ts";

/** As node, pg and PostgreSQL say it. */
const errors: [what: string, error: object, outage: boolean][] = [
  ["a refused connection", { code: "ECONNREFUSED", message: "" }, true],
  ["a broken pipe", { code: "EPIPE", message: "write EPIPE" }, true],
  ["a server that starts", { code: "57P03", message: "the database system is starting up" }, true],
  ["a server that ends connections", { code: "57P01", message: "terminating connection" }, true],
  ["too many connections", { code: "53300", message: "sorry, too many clients already" }, true],
  ["a connection gone", { message: "Connection terminated unexpectedly" }, true],
  ["a duplicate key", { code: "23505", message: "duplicate key value" }, false],
  ["a full disk of this machine", { code: "ENOSPC", message: "no space left" }, false],
  ["a mistake", new TypeError("undefined is not a function"), false],
];

for (const [what, error, outage] of errors) {
  Deno.test(`${what} is ${outage ? "" : "not "}tried again`, async () => {
    assert.equal(isOutage(error), outage);
    let tries = 0;
    const trying = persistently(() => {
      tries++;
      return tries === 1 ? Promise.reject(error) : Promise.resolve(tries);
    });
    if (outage) assert.equal(await trying, 2);
    else await assert.rejects(trying);
  });
}
