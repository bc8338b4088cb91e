/**
 * 10,000 damaged files: each is read, or refused with one clear line. No reader crashes, takes over
 * a second, allocates beyond the file's size class, or opens anything but the files it was given.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readSolution, type StoredSolution, writeSolution } from "../../src/records/solution.ts";
import { readConfig } from "../../src/models/config.ts";
import {
  configFromGguf,
  convertGguf,
  openWeights,
  readGgufHeader,
  readJsonObject,
  readSafetensorsHeader,
  readTensor,
  tokenizerDataFromGguf,
} from "../../src/models/weights/mod.ts";
import { type Stream, stream } from "../../src/random/mod.ts";
import { tokenizerFromGguf, tokenizerFromJson } from "../../src/text/mod.ts";
import { damageBytes, damageJson } from "./_mutate.ts";
import { watch } from "./_watch.ts";

const SEED = 20251124;
const GOLDEN = new URL("../../fixtures/golden/", import.meta.url).pathname;
const SHARDED = join(GOLDEN, "llama-untied-rope-scaled", "sharded");
const GGUF = await Deno.readFile(join(GOLDEN, "gguf_tiny.gguf"));
const SAFETENSORS = await Deno.readFile(join(GOLDEN, "gpt-neox", "model.safetensors"));
const [SOLUTION, WRITTEN] = await solutionFile();
const INDEX_NAME = "model.safetensors.index.json";
const INDEX = JSON.parse(await Deno.readTextFile(join(SHARDED, INDEX_NAME)));
const CONFIGS = await Promise.all(
  ["gpt-neox", "llama-gqa-tied", "llama-untied-rope-scaled"].map(async (name) =>
    JSON.parse(await Deno.readTextFile(join(GOLDEN, name, "config.json")))
  ),
);
const TOKENIZER = tokenizerJson(await readGgufHeader(join(GOLDEN, "gguf_tiny.gguf")));

interface Kind {
  readonly what: string;
  readonly count: number;
  readonly name: string;
  /** A damaged file. */
  readonly damage: (stream: Stream) => Uint8Array;
  /** Reads it the way the program does. */
  readonly read: (path: string) => Promise<void>;
}

const KINDS: readonly Kind[] = [
  {
    what: "safetensors",
    count: 2500,
    name: "model.safetensors",
    damage: (stream) => damageBytes(SAFETENSORS, { stream, headerBytes: 2500 }),
    read: readWeights,
  },
  {
    what: "GGUF",
    count: 2500,
    name: "model.gguf",
    damage: (stream) => damageBytes(GGUF, { stream, headerBytes: 5200 }),
    read: readGguf,
  },
  {
    what: "solution",
    count: 1000,
    name: "solution.safetensors",
    damage: (stream) => damageBytes(SOLUTION, { stream, headerBytes: 800 }),
    // What is read is what was written: damage that a reader cannot see is a wrong answer.
    read: async (path) => assert.deepEqual(await readSolution(path), WRITTEN),
  },
  {
    what: "shard index",
    count: 1000,
    name: INDEX_NAME,
    damage: (stream) => damageJson(INDEX, stream),
    read: async (path) => void await openWeights(path),
  },
  {
    what: "config.json",
    count: 1500,
    name: "config.json",
    damage: (stream) => damageJson(CONFIGS[stream.integer(CONFIGS.length)], stream),
    read: async (path) =>
      void readConfig(await readJsonObject(path, { what: "config", maxBytes: 1_000_000 })),
  },
  {
    what: "tokenizer.json",
    count: 1500,
    name: "tokenizer.json",
    damage: (stream) => damageJson(TOKENIZER, stream),
    read: async (path) => {
      const tokenizer = await tokenizerFromJson(path);
      tokenizer.decode(tokenizer.encode("The 2 things in <|endoftext|> an end"));
    },
  },
];

Deno.test("10,000 files are damaged in all", () => {
  assert.equal(KINDS.reduce((sum, { count }) => sum + count, 0), 10_000);
});

for (const kind of KINDS) {
  Deno.test(`${kind.count} damaged ${kind.what} files are read or clearly refused`, async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    try {
      if (kind.name === INDEX_NAME) await copyShards(folder);
      const outcomes = new Map<string, number>();
      for (let i = 0; i < kind.count; i++) {
        const outcome = await readDamaged(kind, { folder, index: i });
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      // Damage that never lets a file through, or always does, tests nothing.
      assert.ok(outcomes.size >= 2, `only one outcome: ${[...outcomes]}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function readDamaged(
  { what, name, damage, read }: Kind,
  { folder, index }: { folder: string; index: number },
): Promise<string> {
  const bytes = damage(stream(SEED, `fuzz ${what}`, index));
  const path = join(folder, name);
  await Deno.writeFile(path, bytes);
  const where = `${what} ${index}`;
  const started = performance.now();
  using seen = watch();
  const outcome = await read(path).then(() => "read", (error) => clearly(error, where));
  const milliseconds = performance.now() - started;
  assert.ok(milliseconds < 1000, `${where}: took ${milliseconds} ms`);
  // The window of a header is 1 MiB; 4.5 bits become 32; decoded text is UTF-16.
  const limit = 2 ** 20 + 8 * bytes.length;
  assert.ok(seen.largest <= limit, `${where}: ${seen.largest} bytes at once, ${limit} allowed`);
  for (const opened of seen.paths) {
    assert.ok(opened.startsWith(folder), `${where}: opened ${opened}`);
  }
  return outcome;
}

/** What the runtime itself says when code trips over a value it did not expect. */
const ACCIDENT =
  /properties of|is not a function|not iterable|is not defined|Invalid (array|typed|string)|call stack|BigInt|of undefined|\[object/;

function clearly(error: unknown, where: string): string {
  assert.ok(error instanceof Error, `${where}: threw ${error}`);
  const { name, message, stack } = error;
  assert.match(name, /^(SyntaxError|RangeError|TypeError)$/, `${where}: ${stack}`);
  assert.match(message, /^Cannot [a-z]+ /, `${where}: ${stack}`);
  assert.doesNotMatch(message, ACCIDENT, `${where}: ${stack}`);
  assert.doesNotMatch(message, /[\n\r\0]/, `${where}: ${stack}`);
  assert.ok(message.length < 600, `${where}: ${message.length} characters: ${message}`);
  return name;
}

async function readWeights(path: string): Promise<void> {
  const file = await readSafetensorsHeader(path);
  const { size } = await Deno.stat(path);
  for (const { name, dtype, byteOffset, byteLength } of file.tensors.values()) {
    assert.ok(byteOffset >= 8 && byteOffset + byteLength <= size, `${name} leaves the file`);
    if (["F32", "F16", "BF16"].includes(dtype)) await readTensor(file, name);
  }
}

async function readGguf(path: string): Promise<void> {
  const file = await readGgufHeader(path);
  const { size } = await Deno.stat(path);
  for (const { name, byteOffset, byteLength } of file.tensors.values()) {
    assert.ok(byteOffset >= 24 && byteOffset + byteLength <= size, `${name} leaves the file`);
  }
  configFromGguf(file);
  const tokenizer = tokenizerFromGguf(tokenizerDataFromGguf(file));
  tokenizer.decode(tokenizer.encode("The 2 things"));
  const converted = `${path}.safetensors`;
  await convertGguf(path, converted, { sourceSha256: "0" });
  await readWeights(converted);
}

async function copyShards(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(SHARDED)) {
    await Deno.copyFile(join(SHARDED, name), join(folder, name));
  }
}

/** The bytes of a solution as `deno task fit --out` writes them, and what they say. */
async function solutionFile(): Promise<[Uint8Array, StoredSolution]> {
  const path = await Deno.makeTempFile();
  await writeSolution(path, {
    proto: Float32Array.from({ length: 96 }, (_, i) => i / 96),
    width: 48,
    arrangement: "[e][m]×(N−1)",
    tokens: 8,
    model: "smollm2-135m",
    weightsSha256: "0".repeat(64),
    tokenizerSha256: "1".repeat(64),
    recipe: "open",
    seed: 1,
    accuracy: 1,
    tokenIdsSha256: "2".repeat(64),
  });
  const written: [Uint8Array, StoredSolution] = [
    await Deno.readFile(path),
    await readSolution(path),
  ];
  await Deno.remove(path);
  return written;
}

/** The tiny GGUF file's tokenizer as a tokenizer.json. */
function tokenizerJson(file: Awaited<ReturnType<typeof readGgufHeader>>): unknown {
  const { tokens, merges } = tokenizerDataFromGguf(file);
  const special = { id: 0, content: tokens[0], special: true };
  return {
    version: "1.0",
    added_tokens: [{ ...special, lstrip: false, rstrip: false, normalized: false }],
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Digits", individual_digits: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}
