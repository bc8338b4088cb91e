import { median } from "simple-statistics";
import { type ModelFiles, openModel } from "../models/mod.ts";
import { arrangementNamed, fitGraph } from "../proto/mod.ts";
import { normals, pinnedStream } from "../random/mod.ts";
import { float32, int64, type Tensor } from "../runtime/mod.ts";
import { type EngineChoice, openEngine } from "../experiments/engine_choice.ts";
import { type Interval, ratioInterval } from "../statistics/ratio_interval.ts";
import { timed } from "../records/stopwatch.ts";
import type { StepSize } from "./contestant.ts";
import { productsGraph } from "./products_graph.ts";
import { stepWork } from "./step_work.ts";

/** The fit step beside its own matrix products, both timed in turns. */
export interface ProductShareRow {
  readonly what: "product share";
  readonly model: string;
  readonly B: number;
  readonly N: number;
  readonly threads: number;
  readonly products: number;
  readonly stepMilliseconds: readonly number[];
  readonly productsMilliseconds: readonly number[];
  readonly stepMedianMilliseconds: number;
  readonly productsMedianMilliseconds: number;
  /** Products' time ÷ the step's, medians, with a 95 % interval. */
  readonly share: Interval;
  /** The same of the smallest samples. */
  readonly minShare: number;
  readonly productsGigaflopsPerSecond: number;
  readonly command: string;
}

const warmUpRuns = 3;

/**
 * How much of a fit step is products with frozen matrices: the step's own products, compiled
 * alone on the same engine, take turns with the whole step. The products inside attention are not
 * among them.
 */
export async function productShare(
  model: ModelFiles & { readonly id: string },
  { engine, size, repetitions, command, onRound }: {
    readonly engine: EngineChoice;
    readonly size: StepSize;
    readonly repetitions: number;
    readonly command: string;
    readonly onRound?: (round: number) => void;
  },
): Promise<ProductShareRow> {
  const { batch, tokens } = size;
  const opened = await openModel(model.weights, model.config);
  const arrangement = arrangementNamed("[e][m]×(N−1)");
  const step = fitGraph(opened, arrangement, size);
  const alone = productsGraph(step);
  const running = await openEngine(engine);
  await using whole = await running.compile(step);
  await using products = await running.compile(alone.graph);

  const { vectors } = arrangement;
  const { width } = opened.config;
  const work = stepWork({ ...size, warmUpSteps: 0, steps: repetitions }, {
    vectors,
    ...opened.config,
  });
  const proto = new Float32Array(batch * vectors * width);
  work.starts.forEach((start, at) => proto.set(start, at * vectors * width));
  const stepFeeds = {
    proto: float32(proto, [batch, vectors, width]),
    targets: int64(work.targets.flat(), [batch, tokens]),
  };
  const noise = pinnedStream("bench", tokens);
  const productFeeds: Record<string, Tensor> = {};
  for (const [name, { shape }] of Object.entries(alone.graph.inputs)) {
    productFeeds[name] = float32(normals(noise, shape[0] * shape[1]), shape);
  }

  const samples = { step: [] as number[], products: [] as number[] };
  for (let round = 0; round < warmUpRuns + repetitions; round++) {
    onRound?.(round);
    const ofStep = await timed(() => whole.run(stepFeeds));
    const ofProducts = await timed(() => products.run(productFeeds));
    if (round < warmUpRuns) continue;
    samples.step.push(ofStep.elapsed);
    samples.products.push(ofProducts.elapsed);
  }
  const productsMedianMilliseconds = median(samples.products);
  return {
    what: "product share",
    model: model.id,
    B: batch,
    N: tokens,
    threads: engine.threads,
    products: alone.products,
    stepMilliseconds: samples.step,
    productsMilliseconds: samples.products,
    stepMedianMilliseconds: median(samples.step),
    productsMedianMilliseconds,
    share: ratioInterval(samples.products, samples.step, {
      stream: pinnedStream("bootstrap", batch * tokens),
    }),
    minShare: Math.min(...samples.products) / Math.min(...samples.step),
    productsGigaflopsPerSecond: alone.flops / productsMedianMilliseconds / 1e6,
    command,
  };
}
