/**
 * Weights as files: .safetensors, read and written, and GGUF, turned into .safetensors once. The
 * files come from outside, so every claim they make is checked before a byte is used.
 *
 * @module
 */
export {
  readSafetensorsHeader,
  type SafetensorsDtype,
  type SafetensorsFile,
} from "./safetensors.ts";
export type { TensorEntry } from "./safetensors.ts";
export { readTensor, type TensorSource } from "./read_tensor.ts";
export { type TensorToWrite, type WriteProgress, writeSafetensors } from "./write_safetensors.ts";
export { openWeights, type WeightEntry, type WeightFiles } from "./open_weights.ts";
export { type GgufFile, type GgufTensor, type GgufValue, readGgufHeader } from "./gguf.ts";
export { dequantize, type GgufStorage } from "./dequantize.ts";
export { configFromGguf, type LlamaGgufConfig } from "./gguf_llama.ts";
export { type TokenizerData, tokenizerDataFromGguf } from "./gguf_llama.ts";
export { CONVERSION_VERSION, convertGguf, readGgufTensor } from "./convert_gguf.ts";
export { readJsonObject } from "./read_json.ts";
export { readExactly } from "./read_exactly.ts";
export { shown } from "./_shown.ts";
