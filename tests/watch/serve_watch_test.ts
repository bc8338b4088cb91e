import assert from "node:assert/strict";
import { randomToken } from "../../src/watch/guard.ts";
import { serveWatch } from "../../src/watch/serve_watch.ts";
import { watchedFeed } from "../../src/watch/feed.ts";
import { watchPage } from "../../src/watch/watch_page.ts";
import { ledger } from "../../src/claims/mod.ts";

/** Serves while `work` asks; `address` ends in a slash. */
async function serving(
  work: (address: string, feed: ReturnType<typeof watchedFeed>) => Promise<void>,
  { token = null as string | null } = {},
): Promise<void> {
  const feed = watchedFeed();
  const over = new AbortController();
  const { port, ended } = serveWatch({
    feed,
    host: "127.0.0.1",
    port: 0,
    token,
    signal: over.signal,
  });
  try {
    await work(`http://127.0.0.1:${port}/`, feed);
  } finally {
    over.abort();
    await ended;
  }
}

Deno.test("the page, its style and its script are served, closed to other sites, and nothing else", () =>
  serving(async (address) => {
    for (const [path, type] of [["", "html"], ["watch.css", "css"], ["watch.js", "javascript"]]) {
      const response = await fetch(address + path);
      assert.equal(response.headers.get("content-type"), `text/${type}; charset=utf-8`);
      assert.equal(response.headers.get("cross-origin-resource-policy"), "same-origin");
      assert.equal(response.headers.get("access-control-allow-origin"), null);
      assert.ok((await response.text()).length > 1000);
      const head = await fetch(address + path, { method: "HEAD" });
      assert.deepEqual([head.status, await head.text()], [200, ""]);
    }
    for (const path of ["deno.json", "..%2fdeno.json", "events/", "constructor"]) {
      const response = await fetch(address + path);
      await response.body?.cancel();
      assert.equal(response.status, 404, path);
    }
    const posted = await fetch(address, { method: "POST", body: "x" });
    await posted.body?.cancel();
    assert.equal(posted.status, 405);
  }));

Deno.test("events go on until the server ends, and end with it", () =>
  serving(async (address, feed) => {
    const response = await fetch(`${address}events`);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await reader.read()).value, "retry: 2000\n\n");
    feed.set("workers", []);
    assert.equal((await reader.read()).value, "event: workers\ndata: []\n\n");
    feed.close();
    assert.equal((await reader.read()).done, true);
  }));

Deno.test("with a token, neither page nor events are anybody's who does not bring it", async () => {
  const token = randomToken();
  await serving(async (address) => {
    for (const path of ["", "watch.css", "events", "nothing"]) {
      const response = await fetch(address + path);
      assert.equal(response.status, 401, path);
      assert.doesNotMatch(await response.text(), new RegExp(token));
    }
    const led = await fetch(`${address}?token=${token}`, { redirect: "manual" });
    await led.body?.cancel();
    const [cookie] = led.headers.get("set-cookie")!.split(";");
    const page = await fetch(address, { headers: { cookie } });
    assert.equal(page.status, 200);
    await page.body?.cancel();
  }, { token });
});

Deno.test("the page has a mark, a line and a waiting line for every claim of the ledger", () => {
  const { html } = watchPage();
  for (const { id } of ledger) {
    for (const attribute of ["data-mark", "data-claim", "data-waiting"]) {
      assert.equal(html.split(`${attribute}="${id}"`).length, 2, `${attribute} ${id}`);
    }
  }
});
