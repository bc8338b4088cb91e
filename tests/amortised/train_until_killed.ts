/** Trains the small run, a checkpoint after every step and none quickly: its parent kills it. */
import { trainEncoder, writeTrainingCheckpoint } from "../../src/amortised/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { smallDistanceTraining, smallTraining } from "./small_encoder.ts";
import { smallRun } from "./small_run.ts";

const [path, loss] = Deno.args;
const training = loss === "distance" ? smallDistanceTraining : smallTraining;

await trainEncoder(await training(onnxRuntimeEngine({ threads: 1 })), {
  ...smallRun,
  checkpointEverySeconds: 0,
  async onCheckpoint(checkpoint) {
    await writeTrainingCheckpoint(path, checkpoint);
    await new Promise((resolve) => setTimeout(resolve, 500));
  },
});
