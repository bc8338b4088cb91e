import { openEngine } from "../experiments/engine_choice.ts";
import { openModel } from "../models/mod.ts";
import { arrangementNamed, fitGraph } from "../proto/mod.ts";
import { float32, floats, int64 } from "../runtime/mod.ts";
import { tinyModels, tinyPath } from "./tiny_models.ts";

/** Loss and gradient of a fit's first step beside those that transformers computed. */
export interface GradientReading {
  readonly model: string;
  readonly text: string;
  /** |ours − theirs|, nats a token. */
  readonly lossDifference: number;
  /** ‖ours − theirs‖ ÷ ‖theirs‖ of ∂loss/∂(e, m) [2, D]: float32 leaves 1e-6, a wrong sign 2. */
  readonly distance: number;
}

/** A golden text of fixtures/tiny, as far as it is read here. */
interface GoldenText {
  readonly onePass: {
    readonly targets: readonly number[];
    readonly e: readonly number[];
    readonly m: readonly number[];
    readonly loss: number;
    readonly gradE: readonly number[];
    readonly gradM: readonly number[];
  };
}

/** Of every golden text of the tiny models. */
export async function gradientReadings(): Promise<GradientReading[]> {
  const engine = await openEngine({
    engine: "onnxruntime",
    device: "cpu",
    threads: 1,
    weights: "packed",
  });
  const readings: GradientReading[] = [];
  for (const id of tinyModels) {
    const read = async (name: string) => JSON.parse(await Deno.readTextFile(tinyPath(id, name)));
    const golden = await read("golden.json") as {
      readonly arrangement: string;
      readonly texts: readonly GoldenText[];
    };
    const model = await openModel(tinyPath(id, "model.safetensors"), await read("config.json"));
    const { length: tokens } = golden.texts[0].onePass.targets;
    const graph = fitGraph(model, arrangementNamed(golden.arrangement), { batch: 1, tokens });
    await using program = await engine.compile(graph);
    for (const [at, { onePass }] of golden.texts.entries()) {
      const results = await program.run({
        proto: float32(Float32Array.from([...onePass.e, ...onePass.m]), [1, 2, model.config.width]),
        targets: int64(onePass.targets, [1, tokens]),
      });
      readings.push({
        model: id,
        text: `golden ${at}`,
        lossDifference: Math.abs(floats(results.loss)[0] - onePass.loss),
        distance: distance(floats(results.gradient), [...onePass.gradE, ...onePass.gradM]),
      });
    }
  }
  return readings;
}

function distance(got: Float32Array, want: readonly number[]): number {
  const norm = (of: (at: number) => number) => Math.hypot(...want.map((_, at) => of(at)));
  return norm((at) => got[at] - want[at]) / norm((at) => want[at]);
}
