/** Engines: what runs a graph, one file each, behind one contract. @module */
export { DeviceUnavailableError } from "./check_device.ts";
export * from "./engine.ts";
export { onnxRuntimeEngine, type OnnxRuntimeOptions } from "./onnxruntime.ts";
export { isOutOfMemory } from "./out_of_memory.ts";
export { referenceEngine } from "./reference.ts";
