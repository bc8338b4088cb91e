import { pinnedStream } from "../random/mod.ts";
import { clusterBootstrap } from "../statistics/cluster_bootstrap.ts";
import type { Interval } from "../statistics/ratio_interval.ts";

/** Time in one kind of operator, per run of the graph. */
export interface OperatorShare {
  readonly operator: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Of the time in all operators, 0…1. */
  readonly share: number;
  /** The same with a 95 % interval, runs drawn. */
  readonly shareInterval: Interval;
}

/** Where the time of a graph goes, averaged over the runs that were not warming up. */
export interface OperatorProfile {
  readonly runs: number;
  /** Of one run, as the engine sees it. */
  readonly runMilliseconds: number;
  /** In operators; the rest is the engine's own bookkeeping between them. */
  readonly operatorMilliseconds: number;
  /** In matrix products, as a share of `runMilliseconds`. */
  readonly productShare: number;
  readonly operators: readonly OperatorShare[];
  readonly products: readonly ProductShare[];
}

/** Time in matrix products of one shape, per run of the graph. */
export interface ProductShare {
  /** Left operand and result, for example "Gemm 32×576 → 32×1536". */
  readonly product: string;
  readonly calls: number;
  readonly milliseconds: number;
  readonly gigaflopsPerSecond: number;
}

/** ONNX Runtime's matrix products. */
const productOperators = new Set(["Gemm", "MatMul", "FusedMatMul", "FusedGemm", "MatMulNBits"]);

type Shapes = readonly Readonly<Record<string, readonly number[]>>[];

/** The events of ONNX Runtime's profile that matter here; times in microseconds. */
interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: Shapes;
    readonly output_type_shape?: Shapes;
  };
}

/**
 * Reads a profile ONNX Runtime wrote, leaving out its first `warmUpRuns`.
 *
 * @throws SyntaxError where it holds fewer than two runs after those
 */
export function operatorShares(
  text: string,
  { warmUpRuns }: { warmUpRuns: number },
): OperatorProfile {
  const events = JSON.parse(text) as ProfileEvent[];
  const runs = events.filter(({ name }) => name === "model_run").slice(warmUpRuns);
  if (runs.length < 2) {
    throw new SyntaxError(
      `Cannot read profile: it has ${runs.length} runs after the first ${warmUpRuns}, want 2`,
    );
  }
  const nodes = events.filter(({ cat, name, ts }) =>
    cat === "Node" && name.endsWith("_kernel_time") && ts >= runs[0].ts
  );
  const perRun = (events: readonly ProfileEvent[]) =>
    sum(events.map(({ dur }) => dur)) / 1000 / runs.length;
  const total = perRun(nodes);
  const runMilliseconds = perRun(runs);
  const products = nodes.filter(({ args }) => productOperators.has(args!.op_name!));
  return {
    runs: runs.length,
    runMilliseconds,
    operatorMilliseconds: total,
    productShare: perRun(products) / runMilliseconds,
    operators: groups(nodes, ({ args }) => args!.op_name!).map(([operator, of]) => ({
      operator,
      calls: of.length / runs.length,
      milliseconds: perRun(of),
      share: perRun(of) / total,
      shareInterval: shareInterval(of, { nodes, runs }),
    })),
    products: groups(products, productOf).map(([product, of]) => ({
      product,
      calls: of.length / runs.length,
      milliseconds: perRun(of),
      gigaflopsPerSecond: sum(of.map(floatOperations)) / sum(of.map(({ dur }) => dur)) / 1000,
    })),
  };
}

/** Time in some operators over time in all. */
function shareInterval(
  of: readonly ProfileEvent[],
  { nodes, runs }: {
    readonly nodes: readonly ProfileEvent[];
    readonly runs: readonly ProfileEvent[];
  },
): Interval {
  const spent = (events: readonly ProfileEvent[], run: ProfileEvent, next?: ProfileEvent) =>
    sum(
      events.filter(({ ts }) => run.ts <= ts && (next === undefined || ts < next.ts))
        .map(({ dur }) => dur),
    );
  const byRun = runs.map((run, at) => [{
    part: spent(of, run, runs[at + 1]),
    whole: spent(nodes, run, runs[at + 1]),
  }]);
  return clusterBootstrap(
    byRun,
    (drawn) => sum(drawn.map(({ part }) => part)) / sum(drawn.map(({ whole }) => whole)),
    { stream: pinnedStream("bootstrap", runs.length) },
  );
}

/** Events by key, the most time first. */
function groups(
  events: readonly ProfileEvent[],
  keyOf: (event: ProfileEvent) => string,
): [string, ProfileEvent[]][] {
  const found = Map.groupBy(events, keyOf);
  const spent = (of: readonly ProfileEvent[]) => sum(of.map(({ dur }) => dur));
  return [...found].sort(([, a], [, b]) => spent(b) - spent(a));
}

/** A weight that the engine has repacked is no longer listed among the inputs: the result is. */
function productOf({ args }: ProfileEvent): string {
  const [a] = shapesOf(args!.input_type_shape!);
  const [out] = shapesOf(args!.output_type_shape!);
  return `${args!.op_name} ${a.join("×")} → ${out.join("×")}`;
}

/** 2·M·N·K of each matrix of the batch; K is what A has beside the output's M. */
function floatOperations({ args }: ProfileEvent): number {
  const [a] = shapesOf(args!.input_type_shape!);
  const [out] = shapesOf(args!.output_type_shape!);
  const rows = out.at(-2)!;
  const depth = a.at(-2) === rows ? a.at(-1)! : a.at(-2)!;
  return 2 * depth * out.reduce((product, size) => product * size, 1);
}

function shapesOf(shapes: Shapes): (readonly number[])[] {
  return shapes.flatMap((shape) => Object.values(shape));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
