import protobuf from "protobufjs";
import type { OnnxModel } from "./model.ts";

/** Bytes of an .onnx file. */
export function encodeModel(model: OnnxModel): Uint8Array {
  return modelProto.encode(modelProto.fromObject(model)).finish();
}

/** The inverse, for tests and for looking at a saved model. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const message = modelProto.decode(bytes);
  return modelProto.toObject(message, { longs: Number, arrays: true }) as unknown as OnnxModel;
}

const field = (id: number, type: string, rule?: "repeated") => ({ id, type, rule });

// Field numbers are those of onnx.proto3.
const modelProto = protobuf.Root.fromJSON({
  nested: {
    Attribute: {
      fields: {
        name: field(1, "string"),
        f: field(2, "float"),
        i: field(3, "int64"),
        s: field(4, "bytes"),
        floats: field(7, "float", "repeated"),
        ints: field(8, "int64", "repeated"),
        type: field(20, "int32"),
      },
    },
    Node: {
      fields: {
        input: field(1, "string", "repeated"),
        output: field(2, "string", "repeated"),
        name: field(3, "string"),
        opType: field(4, "string"),
        attribute: field(5, "Attribute", "repeated"),
        domain: field(7, "string"),
      },
    },
    Entry: { fields: { key: field(1, "string"), value: field(2, "string") } },
    Tensor: {
      fields: {
        dims: field(1, "int64", "repeated"),
        dataType: field(2, "int32"),
        name: field(8, "string"),
        rawData: field(9, "bytes"),
        externalData: field(13, "Entry", "repeated"),
        dataLocation: field(14, "int32"),
      },
    },
    Dimension: { fields: { dimValue: field(1, "int64") } },
    Shape: { fields: { dim: field(1, "Dimension", "repeated") } },
    TensorType: { fields: { elemType: field(1, "int32"), shape: field(2, "Shape") } },
    Type: { fields: { tensorType: field(1, "TensorType") } },
    ValueInfo: { fields: { name: field(1, "string"), type: field(2, "Type") } },
    Graph: {
      fields: {
        node: field(1, "Node", "repeated"),
        name: field(2, "string"),
        initializer: field(5, "Tensor", "repeated"),
        input: field(11, "ValueInfo", "repeated"),
        output: field(12, "ValueInfo", "repeated"),
      },
    },
    Opset: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
    Model: {
      fields: {
        irVersion: field(1, "int64"),
        producerName: field(2, "string"),
        graph: field(7, "Graph"),
        opsetImport: field(8, "Opset", "repeated"),
      },
    },
  },
}).lookupType("Model");
