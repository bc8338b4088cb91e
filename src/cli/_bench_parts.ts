import {
  batching,
  batchingTexts,
  kernelCases,
  productShare,
  profileStep,
  timeKernels,
} from "../bench/mod.ts";
import { openEngine } from "../experiments/engine_choice.ts";
import { openSession } from "../harness/model_session.ts";
import { type BenchFlags, type Measuring, sizesOf } from "./_bench_flags.ts";
import { UsageError } from "./_run_command.ts";

/** `--kernels`: each alone. */
export async function benchKernels(flags: BenchFlags, running: Measuring): Promise<void> {
  const { rounds, steps } = sizesOf(flags);
  running.add(
    await timeKernels(kernelCases, {
      engine: await openEngine(running.engine),
      repetitions: rounds * steps,
      command: running.command,
    }),
  );
}

/** `--products`: the step beside its own matrix products. */
export async function benchProducts(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, engine, talk, command } = running;
  const { tokens, batch, steps, rounds } = sizesOf(flags);
  const repetitions = rounds * steps;
  for (const B of batch) {
    for (const N of tokens) {
      const row = await productShare(ready, {
        engine,
        size: { batch: B, tokens: N },
        repetitions,
        command,
        onRound: (round) =>
          talk.status(() => `step and products, B = ${B}, N = ${N}: ${round} of ${repetitions}`),
      });
      running.add([row]);
    }
  }
}

/** `--profile-step`: the step under the engine's own profiler. */
export async function benchProfile(
  flags: BenchFlags,
  { ready, engine, command, add }: Measuring,
): Promise<void> {
  if (engine.engine !== "onnxruntime") {
    throw new UsageError(
      `Cannot profile engine "${engine.engine}": only onnxruntime has a profiler`,
    );
  }
  const { tokens, batch, steps } = sizesOf(flags);
  const { threads } = engine;
  for (const B of batch) {
    for (const N of tokens) {
      const profile = await profileStep(ready, { engine, size: { batch: B, tokens: N }, steps });
      const what = "operator profile" as const;
      add([{ what, model: ready.id, B, N, threads, ...profile, command }]);
    }
  }
}

/** `--batching`: the same fits B at a time, slots refilled. */
export async function benchBatching(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, tokenizer, engine, talk, command, signal } = running;
  const { tokens, batch, steps, rounds } = sizesOf(flags);
  using session = await openSession(ready, engine);
  for (const N of tokens) {
    running.add(
      await batching({
        session,
        model: ready.id,
        texts: await batchingTexts(tokenizer, { count: flags.texts, tokens: N }),
        batches: batch,
        meanSteps: steps,
        rounds,
        threads: engine.threads,
        command,
        signal,
        onTurn: (B, round) =>
          talk.line(`${flags.texts} texts, N = ${N}, B = ${B}: round ${round + 1} of ${rounds}`),
      }),
    );
  }
}
