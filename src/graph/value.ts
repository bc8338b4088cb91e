import { type DType, type Shape, showShape, sizeOf } from "./shape.ts";

/**
 * One immutable value of a graph: a shape, a dtype, and where it comes from. A graph is nothing
 * but values pointing at the values they are computed from.
 */
export interface Value {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Source | Node;
  /** Which of the node's outputs this is; 0 for sources. */
  readonly output: number;
}

/** Where the bytes of a frozen weight lie. The graph never holds them. */
export interface WeightLocation {
  /** Absolute path of a .safetensors file. */
  readonly path: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly storage: "F32" | "F16" | "BF16";
}

/** A value that is given, not computed. */
export type Source =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "weight"; readonly name: string; readonly location: WeightLocation }
  | { readonly kind: "constant"; readonly data: Float32Array | BigInt64Array };

/** One application of a kernel. */
export interface Node {
  readonly kind: "node";
  readonly kernel: Kernel<unknown>;
  readonly inputs: readonly Value[];
  readonly attributes: unknown;
  readonly outputs: readonly Value[];
}

/** Shape and dtype of a value still to be made. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A dense float64 array, row-major; integers are held exactly. What reference kernels work on. */
export interface Dense {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** |want − got| ≤ absolute + relative · |want|, elementwise. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** What a gradient rule is given. */
export interface GradientRequest<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** Gradient arriving at each output; undefined where none does. */
  readonly arriving: readonly (Value | undefined)[];
  /** Which inputs lead to a trainable value. */
  readonly needed: readonly boolean[];
}

/** What a kernel emits ONNX nodes into. Names are those of ONNX values. */
export interface Emitter {
  /**
   * "plain" uses standard ONNX operators only and runs on every provider; "tuned" may use ONNX
   * Runtime's own operators (domain com.microsoft) where they were measured to pay.
   */
  readonly style: "plain" | "tuned";
  /** Appends a node, returns the names of its outputs. */
  emit(operator: string, inputs: readonly string[], options?: EmitOptions): string[];
  /** A small int64 constant, for axes and shapes. */
  integers(values: readonly number[]): string;
  /** A float32 scalar constant. */
  scalar(value: number): string;
}

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
  /** Attribute names whose numbers are floats although they are whole. */
  readonly floats?: readonly string[];
  readonly domain?: string;
  readonly outputs?: number;
}

/** What a lowering rule is given. */
export interface LowerRequest<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** ONNX names of the inputs. */
  readonly names: readonly string[];
  readonly to: Emitter;
}

/**
 * One operation, whole: its shape rule, its meaning in float64, its gradient, its ONNX form and
 * how far an engine may be off.
 */
export interface Kernel<A> {
  readonly name: string;
  /** Specs of the outputs; throws through {@link reject} where the inputs do not fit. */
  shape(inputs: readonly Value[], attributes: A): readonly Spec[];
  reference(inputs: readonly Dense[], attributes: A): readonly Dense[];
  /** Gradient for each input, in order; undefined where none flows. */
  gradient?(request: GradientRequest<A>): readonly (Value | undefined)[];
  /** ONNX names of the outputs. */
  lower(request: LowerRequest<A>): readonly string[];
  readonly tolerance: Tolerance;
}

/** Applies a kernel, with shapes checked now. Returns its outputs. */
export function apply<A>(
  kernel: Kernel<A>,
  inputs: readonly Value[],
  attributes: A,
): readonly Value[] {
  const specs = kernel.shape(inputs, attributes);
  const outputs: Value[] = [];
  const node: Node = {
    kind: "node",
    kernel: kernel as Kernel<unknown>,
    inputs,
    attributes,
    outputs,
  };
  specs.forEach((spec, output) => outputs.push({ ...spec, origin: node, output }));
  return outputs;
}

/** The error of a shape rule: names the kernel, what it got, and what it wanted. */
export function reject(kernel: string, inputs: readonly Value[], wanted: string): never {
  const got = inputs.map((value) => `${value.dtype} ${showShape(value.shape)}`).join(", ");
  throw new TypeError(`Cannot apply "${kernel}" to ${got}: it wants ${wanted}`);
}

/** A value fed on every run. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Value {
  return { shape, dtype, origin: { kind: "input", name }, output: 0 };
}

/** A frozen weight, left where it lies on disk. */
export function weight(name: string, shape: Shape, location: WeightLocation): Value {
  return { shape, dtype: "float32", origin: { kind: "weight", name, location }, output: 0 };
}

/** A small constant carried by the graph itself. */
export function constant(data: Float32Array | BigInt64Array, shape: Shape): Value {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot make a constant of shape ${showShape(shape)}: got ${data.length} elements, ` +
        `want ${sizeOf(shape)}`,
    );
  }
  const dtype = data instanceof Float32Array ? "float32" : "int64";
  return { shape, dtype, origin: { kind: "constant", data }, output: 0 };
}
