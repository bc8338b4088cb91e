/** ONNX's file format: plain types and their bytes. Knows nothing of graphs or engines. @module */
export * from "./model.ts";
export * from "./encode.ts";
