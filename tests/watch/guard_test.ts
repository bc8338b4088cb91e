import assert from "node:assert/strict";
import { isLoopback, randomToken, refusal } from "../../src/watch/guard.ts";

const asked = (headers: Record<string, string>, path = "/") =>
  new Request(`http://127.0.0.1:7171${path}`, { headers });

/** What is asked for in the Host header, and whether loopback answers to it. */
const NAMES: [host: string, answered: boolean][] = [
  ["127.0.0.1:7171", true],
  ["localhost:7171", true],
  ["LOCALHOST", true],
  ["[::1]:7171", true],
  ["127.0.0.2", true],
  // Through a tunnel, which has a port of its own.
  ["localhost:9000", true],
  ["evil.example:7171", false],
  ["127.0.0.1.evil.example", false],
  ["localhost.evil.example:7171", false],
  ["127.evil.example", false],
  ["0.0.0.0:7171", false],
  ["", false],
];

for (const [host, answered] of NAMES) {
  Deno.test(`on loopback, a request for "${host}" is ${answered ? "answered" : "refused"}`, () => {
    const refused = refusal(asked({ host }), { token: null, port: 7171 });
    assert.equal(refused?.status, answered ? undefined : 421);
  });
}

Deno.test("loopback is loopback's names and addresses, and no other's", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1"]) assert.ok(isLoopback(host));
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.nip.io", "", "127.0.0"]) {
    assert.ok(!isLoopback(host), host);
  }
});

const token = randomToken();
const options = { token, port: 7171 };

Deno.test("the right token in the address becomes a cookie, and leaves the address", () => {
  const answer = refusal(asked({}, `/?token=${token}`), options)!;
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/");
  const cookie = answer.headers.get("set-cookie")!;
  assert.match(cookie, /; HttpOnly; SameSite=Lax; Path=\/$/);
  const [pair] = cookie.split(";");
  assert.equal(refusal(asked({ cookie: `other=1; ${pair}` }), options), null);
});

/** Requests that do not know the token. */
const STRANGERS: [what: string, headers: Record<string, string>, path: string][] = [
  ["nothing", {}, "/"],
  ["another token", {}, `/?token=${randomToken()}`],
  ["an empty token", {}, "/?token="],
  ["a part of it", {}, `/?token=${token.slice(0, -1)}`],
  ["more than it", {}, `/?token=${token}x`],
  ["another token in a cookie", { cookie: `onepass-watch-7171=${randomToken()}` }, "/events"],
  ["an empty cookie", { cookie: "onepass-watch-7171=" }, "/events"],
  ["the cookie of another port", { cookie: `onepass-watch-7172=${token}` }, "/events"],
];

for (const [what, headers, path] of STRANGERS) {
  Deno.test(`elsewhere than on loopback, whoever brings ${what} is refused`, async () => {
    const answer = refusal(asked({ host: "localhost", ...headers }, path), options)!;
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /^Cannot show this page: it wants the token/);
    assert.equal(answer.headers.get("set-cookie"), null);
  });
}

Deno.test("tokens are 256 bits, no two alike, and stand in an address as they are", () => {
  const tokens = Array.from({ length: 100 }, randomToken);
  assert.equal(new Set(tokens).size, 100);
  for (const one of tokens) assert.match(one, /^[\w-]{43}$/);
});
