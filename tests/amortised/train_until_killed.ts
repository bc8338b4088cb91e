/** Trains the small run, a checkpoint after every step and none quickly: its parent kills it. */
import { trainEncoder, writeTrainingCheckpoint } from "../../src/amortised/mod.ts";
import { onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { smallTraining } from "./small_encoder.ts";
import { smallRun } from "./small_run.ts";

await trainEncoder(await smallTraining(onnxRuntimeEngine({ threads: 1 })), {
  ...smallRun,
  checkpointEverySeconds: 0,
  async onCheckpoint(checkpoint) {
    await writeTrainingCheckpoint(Deno.args[0], checkpoint);
    await new Promise((resolve) => setTimeout(resolve, 500));
  },
});
