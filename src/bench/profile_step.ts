import { join } from "node:path";
import { type ModelFiles, openModel } from "../models/mod.ts";
import { arrangementNamed, fitGraph } from "../proto/mod.ts";
import { float32, int64, onnxRuntimeEngine, type OnnxRuntimeOptions } from "../runtime/mod.ts";
import type { StepSize } from "./contestant.ts";
import { type OperatorProfile, operatorShares } from "./operator_shares.ts";
import { recordProfile } from "../runtime/record_profile.ts";
import { stepWork } from "./step_work.ts";

/** A size's profile as it is kept. */
export interface ProfileRow extends OperatorProfile {
  readonly what: "operator profile";
  readonly model: string;
  readonly B: number;
  readonly N: number;
  readonly threads: number;
  readonly command: string;
}

const warmUpRuns = 3;

/** Runs the fit step under ONNX Runtime's own profiler and reads where the time went. */
export async function profileStep(
  model: ModelFiles,
  { engine, size, steps }: {
    readonly engine: OnnxRuntimeOptions;
    readonly size: StepSize;
    readonly steps: number;
  },
): Promise<OperatorProfile> {
  const { batch, tokens } = size;
  const opened = await openModel(model.weights, model.config);
  const arrangement = arrangementNamed("[e][m]×(N−1)");
  const { vectors } = arrangement;
  const { width } = opened.config;
  const inputs = { vectors, ...opened.config };
  const { starts, targets } = stepWork({ ...size, warmUpSteps: warmUpRuns, steps }, inputs);
  const proto = new Float32Array(batch * vectors * width);
  starts.forEach((start, at) => proto.set(start, at * vectors * width));
  const feeds = {
    proto: float32(proto, [batch, vectors, width]),
    targets: int64(targets.flat(), [batch, tokens]),
  };
  const folder = await Deno.makeTempDir({ prefix: "onepass-profile-" });
  try {
    const file = await recordProfile(join(folder, "step"), async () => {
      const program = await onnxRuntimeEngine(engine).compile(
        fitGraph(opened, arrangement, size),
      );
      for (let run = 0; run < warmUpRuns + steps; run++) await program.run(feeds);
      return program;
    });
    return operatorShares(await Deno.readTextFile(file), { warmUpRuns });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
