import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { demoSite } from "../../src/demo/mod.ts";
import { serveSite } from "../../src/demo/serve_site.ts";
import kept from "../../fixtures/solutions/tiny-llama/manifest.json" with { type: "json" };

const site = await demoSite();
const textOf = (file: string) => new TextDecoder().decode(site.get(file));

Deno.test("the demo's addresses are relative, and each is a file of it", () => {
  const page = textOf("index.html");
  const named = [...page.matchAll(/\b(?:href|src)="([^"#]+)"/g)].map(([, address]) => address);
  const { engine, weights, angles, texts } = JSON.parse(
    /<script type="application\/json" id="demo">(.*?)<\/script>/s.exec(page)![1],
  );
  named.push(engine.file, weights.file, angles.file, "engine.mjs", "index.html");
  for (const { solution, onePass, decode } of texts) named.push(solution, onePass, decode);
  const files = named.filter((address) => address !== "data:,");
  assert.deepEqual([...new Set(files)].sort(), [...site.keys()].sort());
  for (const file of ["index.html", "demo.css", "demo.js"]) {
    assert.doesNotMatch(textOf(file), /https?:|(?:src|href)="\/|url\(/, file);
  }
});

Deno.test("the demo is at most 12 MB: its large files are packed", async () => {
  const bytes = [...site.values()].reduce((sum, content) => sum + content.length, 0);
  assert.ok(bytes <= 12e6, `${bytes} bytes`);
  const weights = new URL("../../fixtures/tiny/tiny-llama/model.safetensors", import.meta.url);
  const unpacked = new Uint8Array(gunzipSync(site.get("weights.packed")!));
  assert.deepEqual(unpacked, await Deno.readFile(weights));
});

Deno.test("the demo's solutions are the kept ones, to the byte", async () => {
  for (const { file, tokens } of kept) {
    const path = new URL(`../../fixtures/solutions/tiny-llama/${file}`, import.meta.url);
    assert.deepEqual(site.get(`${tokens}/solution.safetensors`), await Deno.readFile(path));
  }
});

Deno.test("serveSite() gives a site's files on loopback and nothing else", async () => {
  const over = new AbortController();
  const small = new Map([["index.html", new TextEncoder().encode("here")]]);
  const { address, ended } = serveSite(small, { port: 0, signal: over.signal });
  assert.equal(new URL(address).hostname, "127.0.0.1");
  for (const path of ["", "index.html", "index.html?x=1"]) {
    const response = await fetch(address + path);
    assert.equal(await response.text(), "here");
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  }
  for (const path of ["deno.json", "..%2fdeno.json", "constructor"]) {
    const response = await fetch(address + path);
    await response.body?.cancel();
    assert.equal(response.status, 404, path);
  }
  const posted = await fetch(address, { method: "POST", body: "x" });
  await posted.body?.cancel();
  assert.equal(posted.status, 405);
  over.abort();
  await ended;
});
