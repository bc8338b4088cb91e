/** Pages: texts of any length in chunks that share one m, on the tiny model. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  fit,
  fitPage,
  type FitPageOptions,
  type FittedPage,
  type Model,
  openModel,
  type Page,
  type PageEvent,
  readPage,
  readPageBack,
  reconstruct,
  reconstructPage,
  writePage,
} from "../../mod.ts";
import { keepOpened, openedOf } from "../../src/library/_opened.ts";
import { chunkVectors } from "../../src/records/page.ts";
import { newFolder, threads } from "./_places.ts";

const PARAGRAPH = `The rain came over the hills, and nobody had seen the cat since noon.
A letter lay on the kitchen table: "Do not wait for me," it said, "and feed the hens."
So we fed them. It was late in the year; the old clock ran slow, and the lamp went out.`;

const SENTENCE = "Nobody had seen the cat since noon";

Deno.test("fitPage() gives a page from which the whole text is read, through a file as well", async () => {
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const events: PageEvent[] = [];
  const page = await fitPage(model, PARAGRAPH, {
    ...{ folder: folder.path, chunkTokens: 4, batch: 8 },
    onEvent: (event) => void events.push(event),
  }).page;
  const ids = model.tokenizer.encode(PARAGRAPH);
  assert.ok(ids.length > 100, `${ids.length} tokens`);
  assert.equal(page.text, PARAGRAPH);
  assert.deepEqual(page.ids, ids);
  assert.equal(page.tokens.reduce((sum, tokens) => sum + tokens, 0), ids.length);
  assert.equal(page.e.length, page.tokens.length * model.width);
  assert.equal(page.m.length, model.width);
  const [first, second] = events.filter(({ kind }) => kind === "round");
  assert.deepEqual([first, second].map((round) => "purpose" in round && round.purpose), [
    "start",
    "chunks",
  ]);
  const stored = events.flatMap((event) => event.kind === "stored" ? [event.chunk] : []);
  assert.deepEqual(stored.sort((a, b) => a.first - b.first), page.chunks);

  const path = join(folder.path, "page.safetensors");
  await writePage(path, page);
  const read = await readPage(path);
  assert.equal(await reconstructPage(model, read), PARAGRAPH);
  // One chunk by itself is an ordinary solution.
  const alone = await reconstruct(model, {
    ...{ ...read, proto: chunkVectors(read, 5), tokens: read.tokens[5], seed: 1, accuracy: 1 },
  });
  const { first: from, tokens } = page.chunks[5];
  assert.equal(alone, model.tokenizer.decode(ids.slice(from, from + tokens)));
  mustHaveBits(page);
});

/** Counted by hand from the file's own sizes. */
function mustHaveBits({ bits, ids, e, m, text, tokens }: FittedPage): void {
  assert.equal(bits.vectors, tokens.length + 1);
  assert.equal(bits.float32 * ids.length, 8 * (e.byteLength + m.byteLength));
  assert.equal(bits.float16 * 2, bits.float32);
  const utf8 = new TextEncoder().encode(text);
  assert.ok(bits.gzip * ids.length > 8 * 18 && bits.gzip * ids.length < 8 * (utf8.length + 18));
}

Deno.test("fitPage() begins every chunk at the common start, whose m is the page's bit by bit", async () => {
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const { proto } = await fit(model, "A letter lay", { folder: folder.path, recipe: "open" })
    .solution;
  const start = { proto, arrangement: "[e][m]×(N−1)" };
  const opened = openedOf(model, { to: "test" });
  keepOpened(model, { ...opened, starts: new Map([[start.arrangement, start]]) as never });
  const purposes: string[] = [];
  const page = await fitPage(model, SENTENCE, {
    ...{ folder: folder.path, chunkTokens: 3, batch: 4 },
    onEvent: (event) => event.kind === "round" && purposes.push(event.purpose),
  }).page;
  assert.equal(purposes[0], "chunks");
  assert.deepEqual(page.m, proto.slice(model.width));
  assert.equal(await reconstructPage(model, page), SENTENCE);
});

Deno.test("a chunk that does not come out in its steps is split, and its halves are fitted", async () => {
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const missed: string[] = [];
  const page = await fitPage(model, SENTENCE, {
    ...{ folder: folder.path, chunkTokens: 6, maxSteps: 30, batch: 4 },
    onEvent: (event) =>
      event.kind === "missed" && missed.push(`${event.chunk.number} ${event.next}`),
  }).page;
  assert.ok(missed.includes("2 halves"), missed.join());
  assert.equal(page.text, SENTENCE);
  const ofTwo = page.chunks.filter(({ number }) => number === 2);
  assert.ok(ofTwo.length > 1 && ofTwo.every(({ tokens }) => tokens <= 3));
  // In the text's order, with nothing between them.
  let at = 0;
  for (const { first, tokens } of page.chunks) {
    assert.equal(first, at);
    at += tokens;
  }
  assert.equal(at, page.ids.length);
});

Deno.test("a chunk that cannot come out is named, with its place and what it lacks", async () => {
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const next: string[] = [];
  const { page } = fitPage(model, SENTENCE, {
    ...{ folder: folder.path, chunkTokens: 3, maxSteps: 1, batch: 4 },
    onEvent: (event) => event.kind === "missed" && next.push(event.next),
  });
  const ids = model.tokenizer.encode(SENTENCE).slice(3, 6);
  const words = model.tokenizer.decode(ids).trim().split(" ").slice(0, 4).join(" ");
  await assert.rejects(page, (error: Error) => {
    assert.ok(error.message.startsWith(`Cannot store chunk 2 "${words}…" (tokens 4 to 6) and `));
    assert.match(error.message, /\d of 3 tokens are right after 1 steps from each of 5 starts/);
    return true;
  });
  assert.ok(next.length > 0 && next.every((one) => one === "again"), next.join());
});

Deno.test("a page that was stopped goes on with what is done, to the same bits", async () => {
  await using whole = await newFolder();
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const how: FitPageOptions = { chunkTokens: 3, batch: 2 };
  const want = await fitPage(model, SENTENCE, { ...how, folder: whole.path }).page;

  const stop = new AbortController();
  let stored = 0;
  const cut = fitPage(model, SENTENCE, {
    ...{ ...how, folder: folder.path, signal: stop.signal },
    onEvent: ({ kind }) => kind === "stored" && ++stored === 2 && stop.abort(),
  });
  await assert.rejects(cut.page, { name: "AbortError" });
  assert.ok(stored < want.tokens.length);

  let reused = 0;
  const got = await fitPage(model, SENTENCE, {
    ...{ ...how, folder: folder.path },
    onEvent: (event) => event.kind === "fit" && event.event.kind === "reused" && reused++,
  }).page;
  // The start and the two that were stored, at least.
  assert.ok(reused >= 3 && reused < want.tokens.length + 1, `${reused} reused`);
  assert.deepEqual([got.e, got.m, got.tokens], [want.e, want.m, want.tokens]);
});

Deno.test("chunks may end within a character, and may be alike", async () => {
  await using folder = await newFolder();
  await using model = await openedWithoutStart();
  const text = "🦉🦉 hoo hoo hoo hoo ☂";
  const options = { folder: folder.path, chunkTokens: 2, batch: 8 };
  const page = await fitPage(model, text, options).page;
  const pieces = page.chunks.map(({ first, tokens }) =>
    model.tokenizer.decode(page.ids.slice(first, first + tokens))
  );
  assert.ok(pieces.some((piece) => piece.includes("\uFFFD")), pieces.join("|"));
  assert.equal(await reconstructPage(model, page), text);
});

/** A text, options, and the error, thrown before anything is run. */
const WRONG: [text: unknown, options: object, name: string, message: RegExp][] = [
  ["", {}, "RangeError", /^Cannot fit an empty text/],
  [undefined, {}, "TypeError", /^Cannot fit: want a text/],
  [["one", "two"], {}, "TypeError", /^Cannot fit several texts as one page: want one text$/],
  ["half of a pair \ud83d", {}, "RangeError", /^Cannot fit the text/],
  [SENTENCE, { chunkTokens: 0 }, "RangeError", /^Cannot fit with chunkTokens 0: .* 1 to 512$/],
  [SENTENCE, { chunkTokens: 513 }, "RangeError", /^Cannot fit with chunkTokens 513: /],
  [SENTENCE, { chunkTokens: "8" }, "TypeError", /^Cannot fit with chunkTokens "8": want a whole/],
  [SENTENCE, { maxSteps: 0.5 }, "RangeError", /^Cannot fit with maxSteps 0.5: want a whole/],
  [SENTENCE, { tokens: 999 }, "RangeError", /^Cannot take a prefix of "999" tokens/],
  [SENTENCE, { batch: 0 }, "RangeError", /^Cannot fit with batch 0/],
];

Deno.test("fitPage() and reconstructPage() refuse what cannot be", async (t) => {
  await using model = await openedWithoutStart();
  // deno-lint-ignore no-explicit-any -- a program without types may pass anything
  const any = (value: unknown) => value as any;
  for (const [text, options, name, message] of WRONG) {
    await t.step(`${name} ${message.source}`, () => {
      assert.throws(() => fitPage(model, any(text), options), { name, message });
    });
  }
  const page: Page = {
    e: new Float32Array(2 * 256),
    m: new Float32Array(256),
    width: 256,
    arrangement: "[e][m]×(N−1)",
    tokens: [4, 2],
    model: "m",
    weightsSha256: model.weightsSha256,
    tokenizerSha256: model.tokenizerSha256,
    recipe: "chunk",
    tokenIdsSha256: "",
  };
  const { ids, exact } = await readPageBack(model, page);
  assert.deepEqual([ids.length, exact], [6, false]);
  const wrong: [changes: Partial<Page>, message: RegExp][] = [
    [{ weightsSha256: "0".repeat(64) }, /made for weights 000000000000… \(m\), tiny-llama has/],
    [{ tokens: [4] }, /its 1 chunks have 512 components and m 256, .* wants 2 vectors of 256$/],
    [{ tokens: [4, 2 ** 40] }, /it speaks of 1099511627776 tokens, the model's context is 512$/],
    [{ arrangement: "[e]×N" }, /wants 1 vectors of 256$/],
  ];
  for (const [changes, message] of wrong) {
    await t.step(message.source, async () => {
      const read = reconstructPage(model, { ...page, ...changes });
      await assert.rejects(read, { name: "RangeError", message });
    });
  }
  await t.step("no page at all", async () => {
    await assert.rejects(reconstructPage(model, any({ ...page, m: [1] })), TypeError);
  });
});

/** Without the common start that this machine's cache, or the project, may have for the model. */
async function openedWithoutStart(): Promise<Model> {
  const model = await openModel("tiny-llama", { threads });
  keepOpened(model, { ...openedOf(model, { to: "test" }), starts: new Map() });
  return model;
}
