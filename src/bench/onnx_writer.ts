import { basename } from "node:path";
import {
  AttributeKind,
  ElementType,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "../onnx/mod.ts";
import type { WeightEntry, WeightFiles } from "../models/weights/mod.ts";

/** Writes an ONNX model by hand, sizes left open. Every method gives a name. */
export interface OnnxWriter {
  /** A node's first output, called `name` where that is given; `outputs` are its others. */
  emit(
    operator: string,
    inputs: readonly string[],
    more?: {
      readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
      /** Attributes that are floats though their value may be whole. */
      readonly floats?: Readonly<Record<string, number>>;
      readonly domain?: string;
      readonly name?: string;
      readonly outputs?: readonly string[];
    },
  ): string;
  /** A weight as float32, external data in the file it lies in. */
  weight(name: string): string;
  constant(name: string, shape: readonly number[], data: Float32Array | BigInt64Array): string;
  input(name: string, type: Port): string;
  /** Says that what some node gives under this name is an output. */
  output(name: string, type: Port): void;
  model(): OnnxModel;
}

/** An input or output: null stands for any size. */
export interface Port {
  readonly type: "float32" | "int64";
  readonly shape: readonly (number | null)[];
}

const elementOf = { float32: ElementType.float, int64: ElementType.int64 } as const;
const storedAs: Readonly<Record<string, number>> = {
  F32: ElementType.float,
  F16: ElementType.float16,
  BF16: ElementType.bfloat16,
};

/** @throws TypeError where a weight is not there, or of a type that is none of a model's */
export function onnxWriter(weights: WeightFiles): OnnxWriter {
  const node: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const [inputs, outputs]: OnnxValueInfo[][] = [[], []];
  const writer: OnnxWriter = {
    emit(opType, input, { name = `${opType}_${node.length}`, ...more } = {}) {
      const { attributes = {}, floats = {}, domain = "", outputs = [] } = more;
      const attribute = [
        ...Object.entries(attributes).map(([name, value]) => integers(name, value)),
        ...Object.entries(floats).map(([name, f]) => ({ name, type: AttributeKind.float, f })),
      ];
      node.push({ name, opType, domain, input: [...input], output: [name, ...outputs], attribute });
      return name;
    },
    weight(name) {
      const entry = weights.tensors.get(name);
      if (entry === undefined || storedAs[entry.dtype] === undefined) {
        const state = entry === undefined ? "not there" : `stored as ${entry.dtype}`;
        throw new TypeError(`Cannot write a model: tensor "${name}" is ${state}`);
      }
      const widened = entry.dtype === "F32" ? name : `${name}.float32`;
      if (initializers.has(name)) return widened;
      initializers.set(name, externalTensor(entry));
      if (widened === name) return name;
      return writer.emit("Cast", [name], {
        attributes: { to: ElementType.float },
        name: widened,
      });
    },
    constant(name, shape, data) {
      const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const dataType = data instanceof Float32Array ? ElementType.float : ElementType.int64;
      initializers.set(name, { name, dims: [...shape], dataType, rawData });
      return name;
    },
    input(name, port) {
      inputs.push(info(name, port));
      return name;
    },
    output: (name, port) => void outputs.push(info(name, port)),
    model: () => ({
      irVersion: 10,
      producerName: "onepass",
      opsetImport: [{ domain: "", version: 21 }, { domain: "com.microsoft", version: 1 }],
      graph: {
        name: "decoder",
        node,
        initializer: [...initializers.values()],
        input: inputs,
        output: outputs,
      },
    }),
  };
  return writer;
}

function integers(name: string, value: number | readonly number[]): OnnxAttribute {
  return typeof value === "number"
    ? { name, type: AttributeKind.int, i: value }
    : { name, type: AttributeKind.ints, ints: [...value] };
}

function externalTensor(
  { name, shape, dtype, path, byteOffset, byteLength }: WeightEntry,
): OnnxTensor {
  return {
    name,
    dims: [...shape],
    dataType: storedAs[dtype],
    dataLocation: 1,
    externalData: [
      { key: "location", value: basename(path) },
      { key: "offset", value: String(byteOffset) },
      { key: "length", value: String(byteLength) },
    ],
  };
}

function info(name: string, { type, shape }: Port): OnnxValueInfo {
  // A dimension without a value is one of any size.
  const dim = shape.map((size) =>
    (size === null ? {} : { dimValue: size }) as { dimValue: number }
  );
  return { name, type: { tensorType: { elemType: elementOf[type], shape: { dim } } } };
}
