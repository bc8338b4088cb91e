import { basename, dirname } from "node:path";
import {
  AttributeKind,
  ElementType,
  encodeModel,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "../onnx/mod.ts";
import { type Graph, topologicalOrder, verify } from "./graph.ts";
import type { DType, Shape } from "./shape.ts";
import type { EmitOptions, Emitter, Value, WeightLocation } from "./value.ts";

/** A graph in the form ONNX Runtime loads. */
export interface LoweredGraph {
  /** The .onnx bytes: structure and small constants, no weights. */
  readonly bytes: Uint8Array;
  /** The plain form of `bytes`, for printing and tests. */
  readonly model: OnnxModel;
  /** Folder in which the model's external data lies, null where it has none. */
  readonly weightsFolder: string | null;
}

export interface LowerOptions {
  readonly style?: Emitter["style"];
  /** Has the last word on what was lowered, before it becomes bytes. */
  readonly rewrite?: (lowered: Omit<LoweredGraph, "bytes">) => Omit<LoweredGraph, "bytes">;
}

/**
 * Writes a graph as an ONNX model. Weights become external data pointing into the .safetensors
 * files they lie in, so that the engine maps them and nothing copies them.
 */
export function lower(
  graph: Graph,
  { style = "tuned", rewrite = (lowered) => lowered }: LowerOptions = {},
): LoweredGraph {
  verify(graph);
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const folders = new Set<string>();
  const to = emitter(style, nodes, initializers);
  const names = new Map<Value, string>();

  const nameOf = (value: Value): string => {
    const had = names.get(value);
    if (had !== undefined) return had;
    const name = sourceName(value, { to, initializers, folders, count: names.size });
    names.set(value, name);
    return name;
  };
  for (const node of topologicalOrder(Object.values(graph.outputs))) {
    const results = node.kernel.lower({
      inputs: node.inputs,
      outputs: node.outputs,
      attributes: node.attributes,
      names: node.inputs.map(nameOf),
      to,
    });
    node.outputs.forEach((value, i) => names.set(value, results[i]));
  }
  // An output is its own name: Identity costs nothing and keeps names stable.
  for (const [name, value] of Object.entries(graph.outputs)) {
    nodes.push(plainNode("Identity", [nameOf(value)], [name]));
  }
  if (folders.size > 1) {
    throw new TypeError(
      `Cannot lower graph: its weights lie in ${folders.size} folders (${
        [...folders].join(", ")
      }), ` + `ONNX Runtime takes one`,
    );
  }
  const model: OnnxModel = {
    irVersion: 10,
    producerName: "onepass",
    opsetImport: [{ domain: "", version: 21 }, { domain: "com.microsoft", version: 1 }],
    graph: {
      name: "onepass",
      node: nodes,
      initializer: [...initializers.values()],
      input: Object.entries(graph.inputs).map(([name, value]) => info(name, value)),
      output: Object.entries(graph.outputs).map(([name, value]) => info(name, value)),
    },
  };
  const lowered = rewrite({ model, weightsFolder: [...folders][0] ?? null });
  return { ...lowered, bytes: encodeModel(lowered.model) };
}

interface SourceContext {
  readonly to: Emitter;
  readonly initializers: Map<string, OnnxTensor>;
  readonly folders: Set<string>;
  readonly count: number;
}

function sourceName(value: Value, { to, initializers, folders, count }: SourceContext): string {
  const origin = value.origin;
  if (origin.kind === "input") return origin.name;
  if (origin.kind === "weight") {
    const { path, storage } = origin.location;
    folders.add(dirname(path));
    initializers.set(origin.name, externalTensor(origin.name, value.shape, origin.location));
    if (storage === "F32") return origin.name;
    return to.emit("Cast", [origin.name], { attributes: { to: ElementType.float } })[0];
  }
  if (origin.kind === "constant") {
    const name = `constant_${count}`;
    initializers.set(name, inlineTensor(name, value.shape, value.dtype, origin.data));
    return name;
  }
  throw new TypeError(`Cannot lower graph: "${origin.kernel.name}" gave no name to its output`);
}

function emitter(
  style: Emitter["style"],
  nodes: OnnxNode[],
  initializers: Map<string, OnnxTensor>,
): Emitter {
  return {
    style,
    emit(operator, inputs, { attributes = {}, floats = [], domain = "", outputs = 1 } = {}) {
      const id = nodes.length;
      const names = Array.from({ length: outputs }, (_, i) => `v${id}${i === 0 ? "" : `_${i}`}`);
      const node = plainNode(operator, inputs, names);
      node.domain = domain;
      node.attribute = Object.entries(attributes).map(([name, value]) =>
        attribute(name, value, floats.includes(name))
      );
      nodes.push(node);
      return names;
    },
    integers(values) {
      const name = `i64_${values.join("_") || "empty"}`;
      const data = BigInt64Array.from(values, BigInt);
      initializers.set(name, inlineTensor(name, [values.length], "int64", data));
      return name;
    },
    scalar(value) {
      const name = `f32_${value}`;
      initializers.set(name, inlineTensor(name, [], "float32", Float32Array.of(value)));
      return name;
    },
  };
}

function plainNode(opType: string, input: readonly string[], output: readonly string[]): OnnxNode {
  const name = `${opType}_${output[0]}`;
  return { name, opType, domain: "", input: [...input], output: [...output], attribute: [] };
}

function attribute(
  name: string,
  value: NonNullable<EmitOptions["attributes"]>[string],
  asFloat: boolean,
): OnnxAttribute {
  if (typeof value === "string") {
    return { name, type: AttributeKind.string, s: new TextEncoder().encode(value) };
  }
  if (typeof value !== "number") return { name, type: AttributeKind.ints, ints: [...value] };
  return asFloat || !Number.isInteger(value)
    ? { name, type: AttributeKind.float, f: value }
    : { name, type: AttributeKind.int, i: value };
}

const elementType = { float32: ElementType.float, int64: ElementType.int64 } as const;
const storageType = {
  F32: ElementType.float,
  F16: ElementType.float16,
  BF16: ElementType.bfloat16,
} as const;

function inlineTensor(
  name: string,
  shape: Shape,
  dtype: DType,
  data: Float32Array | BigInt64Array,
): OnnxTensor {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...shape], dataType: elementType[dtype], rawData };
}

function externalTensor(name: string, shape: Shape, location: WeightLocation): OnnxTensor {
  return {
    name,
    dims: [...shape],
    dataType: storageType[location.storage],
    dataLocation: 1,
    externalData: [
      { key: "location", value: basename(location.path) },
      { key: "offset", value: String(location.byteOffset) },
      { key: "length", value: String(location.byteLength) },
    ],
  };
}

function info(name: string, value: Value): OnnxValueInfo {
  const dim = value.shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: elementType[value.dtype], shape: { dim } } } };
}
