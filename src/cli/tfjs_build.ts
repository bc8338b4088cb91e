/**
 * `deno task tfjs:build [--gpu]`: the native backend of TensorFlow.js, built into the cache.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a command's result goes to the console
import { fixtureSettings } from "../fixtures/mod.ts";
import { buildNative, cpuPackage, gpuPackage } from "../runtime/tfjs/mod.ts";
import { command, runCommand } from "./_run_command.ts";
import { duration } from "./_duration.ts";
import { talk } from "./_talk.ts";

/** Runs the command line `args`; the exit status. */
export async function tfjsBuild(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const { line, now } = talk();
  const program = command(
    "tfjs:build",
    "Build the native backend of TensorFlow.js from npm, pip and g++ (Linux, x86-64; 1 GB)",
  )
    .option("--gpu", "the build for NVIDIA GPUs (CUDA 12.2, cuDNN 8.9; runs on the CPU without)")
    .option("--force", "build it again even if it is there")
    .action(async ({ gpu = false, force = false }) => {
      const begun = now();
      const { folder, made } = await buildNative(gpu ? gpuPackage : cpuPackage, {
        settings: fixtureSettings(),
        force,
        signal: interrupt.signal,
        onStage: (stage) => line(`[${duration((now() - begun) / 1000)}] ${stage}`),
      });
      line(made ? `Built in ${duration((now() - begun) / 1000)}.` : "Already built.");
      console.log(folder);
    });
  return await runCommand(program, args, { interrupt });
}

if (import.meta.main) Deno.exit(await tfjsBuild(Deno.args));
