/**
 * The part of ONNX's file format that a lowered graph uses, as plain types. Field names follow
 * onnx.proto3 (IR version 10), in camelCase.
 *
 * @module
 */

/** TensorProto.DataType. */
export const ElementType = { float: 1, int64: 7, float16: 10, bfloat16: 16 } as const;

/** AttributeProto.AttributeType. */
export const AttributeKind = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

export interface OnnxAttribute {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  floats?: number[];
  ints?: number[];
}

export interface OnnxNode {
  name: string;
  opType: string;
  domain: string;
  input: string[];
  output: string[];
  attribute: OnnxAttribute[];
}

export interface OnnxTensor {
  name: string;
  dims: number[];
  dataType: number;
  rawData?: Uint8Array;
  /** location, offset, length: the bytes lie in another file. */
  externalData?: { key: string; value: string }[];
  /** 1 where `externalData` is set. */
  dataLocation?: number;
}

export interface OnnxValueInfo {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimValue: number }[] } } };
}

export interface OnnxModel {
  irVersion: number;
  opsetImport: { domain: string; version: number }[];
  producerName: string;
  graph: {
    name: string;
    node: OnnxNode[];
    initializer: OnnxTensor[];
    input: OnnxValueInfo[];
    output: OnnxValueInfo[];
  };
}
