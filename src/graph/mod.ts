/**
 * Graphs: immutable values pointing at the kernels and inputs they come from, checked when made,
 * evaluated in float64, printed, and written as ONNX models.
 *
 * @module
 */
export * from "./shape.ts";
export * from "./value.ts";
export * from "./graph.ts";
export { print } from "./print.ts";
export { evaluate } from "./evaluate.ts";
export {
  type Int8Table,
  type Int8Weight,
  type WeightProduct,
  weightProducts,
  withInt8Products,
} from "./int8_products.ts";
export { lower, type LoweredGraph, type LowerOptions } from "./lower.ts";
