/**
 * TensorFlow.js as the second engine: an interpreter of our graphs, kernel by kernel, and with its
 * own automatic differentiation the independent judge of our gradients.
 *
 * @module
 */
export { tfjsEngine, type TfjsOptions } from "./engine.ts";
export { hasNativeTensorFlow } from "./load_tensor_flow.ts";
export type { TfjsBackend, TfjsEngine } from "./tensor_flow.ts";
export { buildNative, type BuildNativeOptions } from "./build_native.ts";
export { cpuPackage, gpuPackage, nativeFolder, type NativePackage } from "./native_package.ts";
