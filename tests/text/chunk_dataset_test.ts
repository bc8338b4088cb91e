import assert from "node:assert/strict";
import { type Download, fanficTexts, pg19Texts, secondHalf } from "../../src/text/mod.ts";

const rows = Array.from({ length: 25 }, (_, i) => `Chunk ${i} begins. It has a middle. It ends.`);

Deno.test("pg19Texts() and fanficTexts() read rows page by page from a server", async () => {
  await using server = serve((url) => {
    const offset = Number(url.searchParams.get("offset"));
    const page = rows.slice(offset, offset + Number(url.searchParams.get("length")));
    return Response.json({ rows: page.map((text, i) => row(text, offset + i)) });
  });
  const texts = await pg19Texts({ count: 12, download, server: server.url });
  assert.equal(texts.length, 12);
  assert.deepEqual(texts.map(({ id }) => id).slice(9, 11), ["pg19-chunk-9", "pg19-chunk-10"]);
  assert.deepEqual([texts[11].text, texts[11].standIn], ["It has a middle. It ends.", undefined]);
  assert.deepEqual(server.queries(), [
    "dataset=yurakuratov/pg19_valid_1k_chunks&config=default&split=train&offset=0&length=10",
    "dataset=yurakuratov/pg19_valid_1k_chunks&config=default&split=train&offset=10&length=2",
  ]);
  const [fanfic] = await fanficTexts({ count: 1, download, server: server.url });
  assert.deepEqual([fanfic.id, fanfic.source], ["fanfics-chunk-0", "fanfics"]);
  await assert.rejects(fanficTexts({ count: 26, download, server: server.url }), /it has 25 rows/);
});

const bad: [string, () => Response, RegExp][] = [
  ["is not JSON", () => new Response("<html>"), /Cannot read rows of/],
  ["has no rows", () => Response.json({ error: "loading" }), /no list "rows"/],
  ["has no text column", () => Response.json({ rows: [{ row: { body: "" } }] }), /row 0/],
  [
    "was cut",
    () => Response.json({ rows: [{ row: { text: "A" }, truncated_cells: ["text"] }] }),
    /no whole column "text"/,
  ],
  ["is an error", () => new Response("", { status: 401 }), /401/],
];
for (const [name, answer, message] of bad) {
  Deno.test(`fanficTexts() rejects an answer that ${name}`, async () => {
    await using server = serve(answer);
    await assert.rejects(fanficTexts({ count: 1, download, server: server.url }), message);
  });
}

Deno.test("secondHalf() starts at the middle sentence", () => {
  assert.equal(secondHalf("One. Two! Three? Four."), "Three? Four.");
  assert.equal(secondHalf("Only one sentence here."), "Only one sentence here.");
  assert.equal(secondHalf(""), "");
});

const download: Download = async (url) => {
  const response = await fetch(url);
  if (response.ok) return await response.bytes();
  await response.body?.cancel();
  throw new Error(`Cannot fetch "${url}": status ${response.status}`);
};

function row(text: string, index: number): object {
  return { row_idx: index, row: { text }, truncated_cells: [] };
}

function serve(answer: (url: URL) => Response): AsyncDisposable & {
  url: string;
  queries(): string[];
} {
  const seen: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const url = new URL(request.url);
    seen.push(decodeURIComponent(url.search.slice(1)));
    return answer(url);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    queries: () => seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
