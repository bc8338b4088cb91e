/**
 * Runs {@linkcode deviceStep} in a process of its own and prints it as JSON: a driver that fails
 * can take its process with it, and software Vulkan is found by what a process starts with.
 *
 *     deno run -A src/harness/device_step_process.ts onnxruntime webgpu
 *
 * @module
 */
import { chooseEngine, openEngine } from "../experiments/engine_choice.ts";
import { deviceStep } from "./device_step.ts";

if (import.meta.main) {
  const [engine, device] = Deno.args;
  const choice = await chooseEngine({ engine, device, threads: 1, weightBytes: 0 });
  const step = await deviceStep(await openEngine(choice));
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(step)}\n`));
}
