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
So we fed them. It was late in the year; the old clock ran slow, and the lamp went out.
Somebody had left the gate open again, and the field was full of other people's geese.`;

const SENTENCE = "Nobody had seen the cat since noon";

/** [2, D]: where the chunks begin in all tests but one. */
const START = await otherText();

Deno.test("fitPage() gives a page from which the whole text is read, through a file as well", async () => {
  await using folder = await newFolder();
  await using model = await opened({ start: START });
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
  assert.deepEqual(events[0].kind === "round" && events[0].purpose, "chunks");
  assert.deepEqual(page.m, START.slice(model.width));
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
  assert.equal(Math.round(bits.float32 * ids.length), 8 * (e.byteLength + m.byteLength));
  assert.equal(bits.float16 * 2, bits.float32);
  const utf8 = new TextEncoder().encode(text);
  assert.ok(bits.gzip * ids.length > 8 * 18 && bits.gzip * ids.length < 8 * (utf8.length + 18));
}

Deno.test("fitPage() without a common start begins at the first chunk's own solution", async () => {
  await using folder = await newFolder();
  await using model = await opened({ start: null });
  const options = { folder: folder.path, chunkTokens: 3, batch: 4 };
  const purposes: string[] = [];
  const page = await fitPage(model, SENTENCE, {
    ...{ ...options, tokens: 9, maxSteps: 60 },
    onEvent: (event) => event.kind === "round" && purposes.push(event.purpose),
  }).page;
  assert.deepEqual(purposes.slice(0, 2), ["start", "chunks"]);
  const first = await fit(model, SENTENCE, { ...options, tokens: 3, recipe: "open", batch: 1 })
    .solution;
  assert.deepEqual(chunkVectors(page, 0), first.proto);
  assert.ok(SENTENCE.startsWith(page.text) && page.ids.length === 9);
});

Deno.test("a chunk that does not come out in its steps is split, and its halves are fitted", async () => {
  await using folder = await newFolder();
  await using model = await opened({ start: START });
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
  await using model = await opened({ start: START });
  const next = new Set<string>();
  const { page } = fitPage(model, SENTENCE, {
    ...{ folder: folder.path, chunkTokens: 3, maxSteps: 1, batch: 4 },
    onEvent: (event) => event.kind === "missed" && next.add(event.next),
  });
  const ids = model.tokenizer.encode(SENTENCE);
  await assert.rejects(page, ({ message }: Error) => {
    const [, number, words, from, to] = message.match(
      /^Cannot store chunk (\d+) "(.+)…" \(tokens (\d+) to (\d+)\) and \d+ more: /,
    )!;
    assert.equal(words, model.tokenizer.decode(ids.slice(Number(from) - 1, Number(to))).trim());
    assert.equal(Number(number), Math.ceil(Number(from) / 3));
    assert.match(message, /: 0 of 1 tokens are right after 1 steps from each of 5 starts; give it/);
    return true;
  });
  assert.deepEqual([...next].sort(), ["again", "halves"]);
});

Deno.test("a page that was stopped goes on with what is done, to the same bits", async () => {
  await using whole = await newFolder();
  await using folder = await newFolder();
  await using model = await opened({ start: START });
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
  assert.ok(reused >= 2 && reused < want.tokens.length, `${reused} reused`);
  assert.deepEqual([got.e, got.m, got.tokens], [want.e, want.m, want.tokens]);
});

Deno.test("chunks may end within a character, and may be alike", async () => {
  await using folder = await newFolder();
  await using model = await opened({ start: START });
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
  await using model = await opened({ start: START });
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

/** The tiny model with that common start, whichever this machine's cache or the project may have. */
async function opened({ start }: { readonly start: Float32Array | null }): Promise<Model> {
  const model = await openModel("tiny-llama", { threads });
  const { width, id, weightsSha256 } = model;
  const common = start === null ? [] : [{
    ...{ proto: start, width, arrangement: "[e][m]×(N−1)", model: id, weightsSha256 },
    ...{ texts: [], textSteps: 0, method: "", command: "" },
  }];
  const starts = new Map(common.map((one) => [one.arrangement, one]));
  keepOpened(model, { ...openedOf(model, { to: "test" }), starts });
  return model;
}

/** The solution of another text: its m has learned to hold eight tokens. */
async function otherText(): Promise<Float32Array> {
  await using folder = await newFolder();
  await using model = await opened({ start: null });
  const text = "All the boats were out, and the harbour lay still";
  return (await fit(model, text, { folder: folder.path, tokens: 8, recipe: "open" }).solution)
    .proto;
}
