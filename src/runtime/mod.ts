/** Engines: what runs a graph, one file each, behind one contract. @module */
export * from "./engine.ts";
export { onnxRuntimeEngine, type OnnxRuntimeOptions } from "./onnxruntime.ts";
export { referenceEngine } from "./reference.ts";
