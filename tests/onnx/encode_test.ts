import assert from "node:assert/strict";
import { AttributeKind, decodeModel, encodeModel, type OnnxModel } from "../../src/onnx/mod.ts";

const model: OnnxModel = {
  irVersion: 10,
  producerName: "a test",
  opsetImport: [{ domain: "", version: 21 }, { domain: "com.microsoft", version: 1 }],
  graph: {
    name: "g",
    node: [{
      name: "n",
      opType: "Gemm",
      domain: "com.microsoft",
      input: ["x", "w", ""],
      output: ["y"],
      attribute: [
        { name: "alpha", type: AttributeKind.float, f: 0.25, floats: [], ints: [] },
        { name: "axis", type: AttributeKind.int, i: -1, floats: [], ints: [] },
        { name: "big", type: AttributeKind.int, i: -(2 ** 40), floats: [], ints: [] },
        { name: "perm", type: AttributeKind.ints, ints: [1, 0, -3, 2 ** 33], floats: [] },
        { name: "scales", type: AttributeKind.floats, floats: [0.5, -2], ints: [] },
        {
          name: "mode",
          type: AttributeKind.string,
          s: new TextEncoder().encode("é"),
          floats: [],
          ints: [],
        },
      ],
    }],
    initializer: [
      {
        name: "here",
        dims: [2, 1],
        dataType: 1,
        rawData: new Uint8Array([0, 1, 2, 3, 4, 5, 6, 255]),
        externalData: [],
      },
      {
        name: "elsewhere",
        dims: [49152, 576],
        dataType: 16,
        externalData: [{ key: "offset", value: "4294967296" }],
        dataLocation: 1,
      },
    ],
    input: [{
      name: "x",
      type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }, { dimValue: 4 }] } } },
    }],
    output: [{ name: "y", type: { tensorType: { elemType: 7, shape: { dim: [] } } } }],
  },
};

Deno.test("a model comes back from its bytes", () => {
  const bytes = encodeModel(model);
  const back = decodeModel(bytes);
  assert.deepEqual(plain(back), plain(model));
  assert.deepEqual(encodeModel(back), bytes);
});

Deno.test("the bytes are ONNX's: field numbers and wire types of onnx.proto3", () => {
  const tiny = { ...model, producerName: "p", opsetImport: [{ domain: "", version: 21 }] };
  tiny.graph = { name: "g", node: [], initializer: [], input: [], output: [] };
  const expected = [
    [0x08, 10], // ir_version = 1, varint
    [0x12, 1, 0x70], // producer_name = 2, "p"
    [0x3a, 3, 0x12, 1, 0x67], // graph = 7, its name = 2, "g"
    [0x42, 2, 0x10, 21], // opset_import = 8: version = 2; the empty domain is left out
  ];
  assert.deepEqual([...encodeModel(tiny)], expected.flat());
});

/** Bytes as arrays, and without empty strings, which protobuf does not write. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== "");
  return Object.fromEntries(kept.map(([name, field]) => [name, plain(field)]));
}
