import { evaluate, type Graph, input, type Shape, sizeOf, type Value } from "../graph/mod.ts";
import { matMul, rmsNorm, rotary, silu, softmax, vocabularyCrossEntropy } from "../kernels/mod.ts";
import { normals, pinnedStream } from "../random/mod.ts";
import { type Engine, float32, int64, type Program, type Tensor } from "../runtime/mod.ts";
import { frozenWeights } from "./frozen_weights.ts";

/** A kernel at a size that a fit step runs it at, with the work it takes. */
export interface KernelCase {
  /** For example "gate forward 32×576 · (1536×576)ᵀ". */
  readonly name: string;
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Operands that do not change between runs, as a model's weights do not. */
  readonly frozen: Readonly<Record<string, Shape>>;
  /** Ids below which the case's int64 input "targets" lies; absent where it has none. */
  readonly vocabulary?: number;
  build(values: Readonly<Record<string, Value>>): Value;
  readonly floatOperations: number;
}

const [N, D, FF, H, hd, V] = [32, 576, 1536, 9, 64, 49152];

/** The default model's kernels at B = 1, N = 32. */
export const kernelCases: readonly KernelCase[] = [
  product("attention output", [N, D], [D, D], true),
  product("gate forward", [N, D], [FF, D], true),
  product("gate backward", [N, FF], [FF, D], false),
  product("down forward", [N, FF], [D, FF], true),
  product("down backward", [N, D], [D, FF], false),
  {
    name: `attention scores 3×96×64 · (3×32×64)ᵀ`,
    inputs: { q: [1, 3, 96, hd], k: [1, 3, N, hd] },
    frozen: {},
    build: ({ q, k }) => matMul(q, k, { transposeB: true, scale: 1 / 8 }),
    floatOperations: 2 * 3 * 96 * N * hd,
  },
  {
    name: `head and loss ${N}×${D} · (${V}×${D})ᵀ`,
    inputs: { x: [N, D], targets: [N] },
    frozen: { w: [V, D] },
    vocabulary: V,
    build: ({ x, w, targets }) => vocabularyCrossEntropy(x, { table: w, targets }).loss,
    floatOperations: 2 * N * D * V,
  },
  {
    name: `rmsNorm ${N}×${D}`,
    inputs: { x: [N, D] },
    frozen: { w: [D] },
    build: ({ x, w }) => rmsNorm(x, w, 1e-5),
    floatOperations: 4 * N * D,
  },
  {
    name: `rotary ${H}×${N}×${hd}`,
    inputs: { x: [1, H, N, hd] },
    frozen: { cos: [N, hd / 2], sin: [N, hd / 2] },
    build: ({ x, cos, sin }) => rotary(x, { cos, sin }),
    floatOperations: 3 * H * N * hd,
  },
  {
    name: `silu ${N}×${FF}`,
    inputs: { x: [N, FF] },
    frozen: {},
    build: ({ x }) => silu(x),
    floatOperations: 4 * N * FF,
  },
  {
    name: `softmax ${H}×${N}×${N}`,
    inputs: { x: [1, H, N, N] },
    frozen: {},
    build: ({ x }) => softmax(x),
    floatOperations: 4 * H * N * N,
  },
];

function product(what: string, x: Shape, w: Shape, transposeB: boolean): KernelCase {
  const right = transposeB ? `(${w.join("×")})ᵀ` : w.join("×");
  return {
    name: `${what} ${x.join("×")} · ${right}`,
    inputs: { x },
    frozen: { w },
    build: ({ x, w }) => matMul(x, w, { transposeB }),
    floatOperations: 2 * x[0] * w[0] * w[1],
  };
}

/** A compiled case whose result agrees with the float64 reference. */
export interface KernelRun extends AsyncDisposable {
  run(): Promise<void>;
  /** Read and written by one run: inputs, frozen operands, results. */
  readonly bytes: number;
  /** Holds the frozen operands; deleted on disposal. */
  readonly folder: string;
}

/**
 * Compiles a case and checks it.
 *
 * @throws RangeError where the engine's result is not the reference's
 */
export async function openKernelCase(one: KernelCase, engine: Engine): Promise<KernelRun> {
  const feeds = feedsOf(one);
  await using cleanUp = new AsyncDisposableStack();
  const frozen = cleanUp.use(await frozenWeights(one.frozen));
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, { shape, dtype }]) => [name, input(name, shape, dtype)]),
  );
  const result = one.build({ ...inputs, ...frozen.values });
  const graph: Graph = { inputs, outputs: { result } };
  const program = cleanUp.use(await engine.compile(graph));
  await mustAgree(one, { graph, program, feeds, dataOf: frozen.dataOf });
  const kept = cleanUp.move();
  const shapes = [...Object.values(one.inputs), ...Object.values(one.frozen), result.shape];
  return {
    run: async () => void await program.run(feeds),
    bytes: shapes.reduce((sum, shape) => sum + 4 * sizeOf(shape), 0),
    folder: frozen.folder,
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

function feedsOf({ inputs, vocabulary }: KernelCase): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape], index) => {
      const stream = pinnedStream("bench", index);
      if (name !== "targets") return [name, float32(normals(stream, sizeOf(shape)), shape)];
      const ids = Array.from({ length: sizeOf(shape) }, () => stream.integer(vocabulary!));
      return [name, int64(ids, shape)];
    }),
  );
}

interface Check {
  readonly graph: Graph;
  readonly program: Program;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly dataOf: (value: Value) => Float32Array;
}

/** Sums of up to 1,536 products of size about 1 in float32. */
const tolerance = { absolute: 1e-4, relative: 1e-4 };

async function mustAgree({ name }: KernelCase, check: Check): Promise<void> {
  const { graph, program, feeds, dataOf } = check;
  const { result } = await program.run(feeds);
  const dense = Object.fromEntries(
    Object.entries(feeds).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data as Iterable<number | bigint>, Number) },
    ]),
  );
  const want = evaluate(graph, dense, (value) => ({
    shape: value.shape,
    data: Float64Array.from(dataOf(value)),
  })).result;
  want.data.forEach((wanted, at) => {
    const got = Number(result.data[at]);
    // Written so that NaN fails.
    if (Math.abs(got - wanted) <= tolerance.absolute + tolerance.relative * Math.abs(wanted)) {
      return;
    }
    throw new RangeError(
      `Cannot time "${name}": element ${at} is ${got}, want ${wanted} within ` +
        `${tolerance.absolute} + ${tolerance.relative}·|want|`,
    );
  });
}
