import assert from "node:assert/strict";
import { join } from "node:path";
import {
  openWeights,
  readSafetensorsHeader,
  readTensor,
  type TensorToWrite,
  writeSafetensors,
} from "../../../src/models/weights/mod.ts";

/**
 * Written by the Python package safetensors 0.8.0 (safetensors.torch.save of five tensors with
 * metadata format=pt), so neither our writer nor our idea of the format is what is tested.
 */
const PUBLISHED =
  "UAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJjb3VudCI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpb" +
  "Ml0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwiZW1wdHkiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsNF0sImRhdGFfb2Zm" +
  "c2V0cyI6WzE2LDE2XX0sInNpbmdsZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMTYs" +
  "NDBdfSwiYnJhaW4iOnsiZHR5cGUiOiJCRjE2Iiwic2hhcGUiOls1XSwiZGF0YV9vZmZzZXRzIjpbNDAsNTBdfSwiaGFsZiI6" +
  "eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbNl0sImRhdGFfb2Zmc2V0cyI6WzUwLDYyXX19ICAgICABAAAAAAAAAAIAAAAAAAAA" +
  "AADAPwAAEMBZ2QAzzczMPQDgf0cAAACAwD8QwKINzT1ifwA+gMABAGYu/3sAfA==";

/** What torch says the tensors hold, as float32. */
const HELD: Record<string, { shape: number[]; values: number[] }> = {
  single: {
    shape: [2, 3],
    values: [1.5, -2.25, 2.999999892949745e-08, 0.10000000149011612, 65504, -0],
  },
  half: {
    shape: [6],
    values: [1.5, -2.25, 5.960464477539063e-08, 0.0999755859375, 65504, Infinity],
  },
  brain: {
    shape: [5],
    values: [1.5, -2.25, 9.98402083170343e-31, 0.10009765625, 3.00405527047391e38],
  },
  empty: { shape: [0, 4], values: [] },
};

Deno.test("readTensor() reads what the Python package wrote, F32, F16 and BF16", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "published.safetensors");
    await Deno.writeFile(path, Uint8Array.from(atob(PUBLISHED), (c) => c.charCodeAt(0)));
    const file = await readSafetensorsHeader(path);
    assert.deepEqual(file.metadata, { format: "pt" });
    assert.equal(file.tensors.size, 5);
    for (const [name, { shape, values }] of Object.entries(HELD)) {
      assert.deepEqual(file.tensors.get(name)!.shape, shape, name);
      assert.deepEqual([...await readTensor(file, name)], values, name);
    }
    await assert.rejects(readTensor(file, "count"), /its dtype is I64/);
    await assert.rejects(readTensor(file, "nothing"), /no such name/);
  });
});

/**
 * What the Python package safetensors 0.8.0 (safetensors.deserialize) takes in 16 bytes of data, and
 * the elements that it finds: every dtype it knows.
 */
const KNOWN_DTYPES: Record<string, number> = {
  ...{ F4: 32, F6_E2M3: 16, F6_E3M2: 16, BOOL: 16, U8: 16, I8: 16, F8_E5M2: 16, F8_E4M3: 16 },
  ...{ F8_E8M0: 16, F8_E4M3FNUZ: 16, F8_E5M2FNUZ: 16, U16: 8, I16: 8, F16: 8, BF16: 8, U32: 4 },
  ...{ I32: 4, F32: 4, C64: 2, U64: 2, I64: 2, F64: 2 },
};

for (const [dtype, elements] of Object.entries(KNOWN_DTYPES)) {
  Deno.test(`readSafetensorsHeader() takes a tensor of ${dtype}, as the reference reader does`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "m.safetensors");
      // 16 elements of six bits are 12 bytes; another tensor has the rest.
      const end = dtype.startsWith("F6_") ? 12 : 16;
      const header = {
        odd: { dtype, shape: [elements], data_offsets: [0, end] },
        ours: { dtype: "U8", shape: [16 - end], data_offsets: [end, 16] },
      };
      await writeRaw(path, { header: json(header) });
      const file = await readSafetensorsHeader(path);
      const { byteLength, shape } = file.tensors.get("odd")!;
      assert.deepEqual([byteLength, shape], [end, [elements]]);
      const asked = readTensor(file, "odd");
      if (["F32", "F16", "BF16"].includes(dtype)) assert.equal((await asked).length, elements);
      else await assert.rejects(asked, new RegExp(`its dtype is ${dtype}, F32, F16 or BF16`));
    });
  });
}

Deno.test("readSafetensorsHeader() takes null for no metadata, as the reference reader does", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "m.safetensors");
    const a = entry({ shape: [4], data_offsets: [0, 16] });
    await writeRaw(path, { header: json({ __metadata__: null, a }) });
    const { metadata, tensors } = await readSafetensorsHeader(path);
    assert.deepEqual([metadata, [...tensors.keys()]], [{}, ["a"]]);
  });
});

const DATA = new Uint8Array(16);
const entry = (fields: object) => ({ dtype: "F32", shape: [2], data_offsets: [0, 8], ...fields });

/** A header (object, or raw text) with 16 bytes of data after it, and what it is refused with. */
const MALFORMED: [string, object | string, RegExp][] = [
  ["no JSON", "{]", /not JSON/],
  ["an array", "[]", /does not start with \{/],
  ["a name twice", `{"a":${json(entry({}))},"a":${json(entry({}))}}`, /names something twice/],
  [
    "a field twice",
    `{"a":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}`,
    /twice/,
  ],
  ["an entry that is no object", { a: 1 }, /entry "a" is not an object/],
  ["metadata that is no text", { __metadata__: { a: 1 } }, /metadata "a" is not a string/],
  ["metadata that is a list", { __metadata__: [] }, /entry "__metadata__" is not an object/],
  ["half a byte", { a: entry({ dtype: "F4", shape: [31], data_offsets: [0, 16] }) }, /124 bits/],
  ["a dtype the reference has not", { a: entry({ dtype: "C128" }) }, /dtype "C128"/],
  ["an unknown dtype", { a: entry({ dtype: "F31" }) }, /dtype "F31"/],
  ["a dtype from Object's prototype", { a: entry({ dtype: "toString" }) }, /dtype "toString"/],
  ["no dtype", { a: { shape: [2], data_offsets: [0, 8] } }, /dtype missing/],
  ["an unknown field", { a: entry({ more: 1 }) }, /unknown field "more"/],
  ["a negative length", { a: entry({ shape: [-2] }) }, /shape \[-2\]/],
  ["a fraction", { a: entry({ shape: [1.5] }) }, /shape \[1.5\]/],
  ["an overflowing shape", { a: entry({ shape: [2 ** 40, 2 ** 40] }) }, /too large/],
  ["offsets the wrong way round", { a: entry({ data_offsets: [8, 0] }) }, /data_offsets \[8,0\]/],
  ["three offsets", { a: entry({ data_offsets: [0, 8, 9] }) }, /data_offsets/],
  ["a length that is not the shape's", { a: entry({ shape: [3] }) }, /8 bytes, F32 .* takes 12/],
  ["a tensor beyond the end", { a: entry({ shape: [8], data_offsets: [0, 32] }) }, /the file has/],
  ["an overlap", {
    a: entry({}),
    b: entry({ data_offsets: [4, 12] }),
    c: entry({ shape: [1], data_offsets: [12, 16] }),
  }, /"b" .* overlaps/],
  ["a gap", { a: entry({ data_offsets: [8, 16] }) }, /leaves a gap/],
  ["bytes of nobody", { a: entry({}) }, /8 bytes after the last tensor/],
];

for (const [what, header, message] of MALFORMED) {
  Deno.test(`readSafetensorsHeader() refuses ${what}`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "m.safetensors");
      await writeRaw(path, { header: typeof header === "string" ? header : json(header) });
      await assert.rejects(readSafetensorsHeader(path), message);
      await assert.rejects(readSafetensorsHeader(path), /^(SyntaxError|RangeError): Cannot read/);
    });
  });
}

Deno.test("readSafetensorsHeader() believes no header length", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "m.safetensors");
    for (const headerBytes of [17n, 2n ** 53n, 2n ** 64n - 1n]) {
      await writeRaw(path, { header: "", headerBytes });
      await assert.rejects(readSafetensorsHeader(path), /claims \d+ bytes, the file has 16/);
    }
    await Deno.writeFile(path, new Uint8Array(7));
    await assert.rejects(readSafetensorsHeader(path), /7 bytes, .* at least 8/);
    await assert.rejects(readSafetensorsHeader(folder), /not a regular file/);
    await writeRaw(path, { header: json({ a: entry({ shape: [4], data_offsets: [0, 16] }) }) });
    await assert.rejects(readSafetensorsHeader(path, { maxHeaderBytes: 20 }), /at most 20/);
  });
});

Deno.test("readSafetensorsHeader() keeps names that mean something to JavaScript", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "m.safetensors");
    const header = `{"__metadata__":{"__proto__":"p"},"__proto__":${json(entry({}))},` +
      `"../../etc/passwd":${json(entry({ data_offsets: [8, 16] }))}}`;
    await writeRaw(path, { header });
    const { tensors, metadata } = await readSafetensorsHeader(path);
    assert.deepEqual([...tensors.keys()], ["__proto__", "../../etc/passwd"]);
    assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
    assert.equal(Object.getOwnPropertyDescriptor(metadata, "__proto__")?.value, "p");
  });
});

Deno.test("writeSafetensors() writes aligned data that reads back", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "w.safetensors");
    const halves = new Float16Array([1, 2, -3]);
    await writeSafetensors(path, [
      { name: "z", dtype: "F32", shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
      {
        name: "a",
        dtype: "F16",
        shape: [3],
        data: () => [halves.subarray(0, 1), halves.subarray(1)],
      },
    ], { metadata: { made: "here" } });
    const file = await readSafetensorsHeader(path);
    assert.equal(file.tensors.get("z")!.byteOffset % 64, 0);
    assert.equal(file.tensors.get("a")!.byteOffset, file.tensors.get("z")!.byteOffset + 16);
    assert.deepEqual(file.metadata, { made: "here" });
    assert.deepEqual([...await readTensor(file, "z")], [1, 2, 3, 4]);
    assert.deepEqual([...await readTensor(file, "a")], [1, 2, -3]);
  });
});

const WRONG_DATA: [string, TensorToWrite["data"]][] = [
  ["too short", new Uint8Array(7)],
  ["too long", new Uint8Array(9)],
  ["failing half way", function* () {
    yield new Uint8Array(4);
    throw new Error("gave out");
  }],
];

for (const [what, data] of WRONG_DATA) {
  Deno.test(`writeSafetensors() leaves the old file and no other when data is ${what}`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "w.safetensors");
      await Deno.writeTextFile(path, "old");
      await assert.rejects(writeSafetensors(path, [{ name: "a", dtype: "F32", shape: [2], data }]));
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["w.safetensors"]);
      assert.equal(await Deno.readTextFile(path), "old");
    });
  });
}

const SHARDED = new URL(
  "../../../fixtures/golden/llama-untied-rope-scaled/sharded/",
  import.meta.url,
).pathname;

Deno.test("openWeights() finds every tensor of a model transformers saved in shards", async () => {
  const sharded = await openWeights(SHARDED);
  const whole = await openWeights(join(SHARDED, ".."));
  assert.equal(sharded.paths.length, 3);
  assert.deepEqual([...sharded.tensors.keys()].sort(), [...whole.tensors.keys()].sort());
  for (const name of whole.tensors.keys()) {
    assert.deepEqual(await readTensor(sharded, name), await readTensor(whole, name), name);
  }
});

const BAD_INDICES: [string, unknown, RegExp][] = [
  ["leads up", { weight_map: { a: "../model.safetensors" } }, /a plain name/],
  ["is absolute", { weight_map: { a: "/etc/model.safetensors" } }, /a plain name/],
  ["names no safetensors file", { weight_map: { a: "passwd" } }, /a plain name/],
  ["names a number", { weight_map: { a: 1 } }, /a plain name/],
  ["has no map", { metadata: {} }, /no object "weight_map"/],
  ["is null", null, /a JSON object is needed/],
  ["misses a tensor", { weight_map: { a: "s.safetensors", b: "s.safetensors" } }, /"b" is not in/],
  ["knows another name", { weight_map: { b: "s.safetensors" } }, /"a" is in shard .* says nothing/],
];

Deno.test("openWeights() refuses an index that leaves its folder or does not fit", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "model.safetensors.index.json");
    await writeRaw(join(folder, "s.safetensors"), {
      header: json({ a: entry({ shape: [4], data_offsets: [0, 16] }) }),
    });
    for (const [what, index, message] of BAD_INDICES) {
      await Deno.writeTextFile(path, json(index));
      await assert.rejects(openWeights(folder), message, what);
    }
    await Deno.writeTextFile(path, "{");
    await assert.rejects(openWeights(folder), /not JSON/);
  });
});

Deno.test("openWeights() refuses a shard that is a link out of its folder", async () => {
  await inFolder(async (folder) => {
    await inFolder(async (elsewhere) => {
      const target = join(elsewhere, "s.safetensors");
      await writeRaw(target, { header: json({ a: entry({ shape: [4], data_offsets: [0, 16] }) }) });
      await Deno.symlink(target, join(folder, "s.safetensors"));
      const path = join(folder, "model.safetensors.index.json");
      await Deno.writeTextFile(path, json({ weight_map: { a: "s.safetensors" } }));
      await assert.rejects(openWeights(folder), /a link that leaves the folder/);
    });
  });
});

function json(value: unknown): string {
  return JSON.stringify(value);
}

async function writeRaw(
  path: string,
  { header, headerBytes }: { header: string; headerBytes?: bigint },
): Promise<void> {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + DATA.length);
  new DataView(bytes.buffer).setBigUint64(0, headerBytes ?? BigInt(text.length), true);
  bytes.set(text, 8);
  await Deno.writeFile(path, bytes);
}

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
