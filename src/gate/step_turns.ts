import { stepWork } from "../bench/mod.ts";
import { compileStep } from "../experiments/compile_step.ts";
import type { EngineChoice } from "../experiments/engine_choice.ts";
import { openedModel } from "../harness/opened_model.ts";
import type { ModelFiles } from "../models/mod.ts";
import { arrangementNamed, fitAll, recipeNamed } from "../proto/mod.ts";
import { milliseconds } from "../records/stopwatch.ts";
import type { GateSettings } from "./gate_settings.ts";
import { processorMilliseconds } from "./processor_time.ts";

/** Some steps of a fit, each timed both ways, milliseconds. */
export interface StepTurn {
  readonly processor: readonly number[];
  readonly elapsed: readonly number[];
}

/** A model that is open for steps. */
export interface StepTurns extends AsyncDisposable {
  run(steps: number): Promise<StepTurn>;
}

/**
 * Opens a model and gives turns of `steps` fit steps, the optimiser included. Every turn starts over
 * from the same vectors, and nothing is timed that does not begin and end at the same losses.
 */
export async function openStepTurns(
  model: ModelFiles,
  { engine, settings: { batch, tokens } }: {
    readonly engine: EngineChoice;
    readonly settings: GateSettings;
  },
): Promise<StepTurns> {
  const opened = await openedModel({ model, engine });
  const arrangement = arrangementNamed("[e][m]×(N−1)");
  const program = await compileStep(opened, { arrangement, batch, tokens });
  const { vectors } = arrangement;
  const { config } = opened.model;
  const recipe = recipeNamed("paper");
  const { targets, seed } = stepWork({ batch, tokens, warmUpSteps: 0, steps: 1 }, {
    vectors,
    ...config,
  });
  const tasks = targets.map((ids, index) => ({
    ...{ id: `text ${index}`, targets: ids },
    ...{ seed, index, recipe },
  }));
  const losses = new Map<number, number>();
  const run = async (steps: number) => {
    const turn = { processor: [] as number[], elapsed: [] as number[] };
    let last = { processor: processorMilliseconds(), elapsed: milliseconds() };
    await fitAll(tasks, {
      program,
      ...{ batch, tokens, vectors },
      width: config.width,
      stop: () => turn.elapsed.length === steps,
      onStep: ([{ state }]) => {
        turn.processor.push(processorMilliseconds() - last.processor);
        turn.elapsed.push(milliseconds() - last.elapsed);
        mustBe(losses, {
          step: turn.elapsed.length,
          loss: state.trajectory.samples.at(-1)!.lossNats,
        });
        last = { processor: processorMilliseconds(), elapsed: milliseconds() };
      },
    });
    return turn;
  };
  return { run, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** The first turn that takes a step says what its loss is. */
function mustBe(
  losses: Map<number, number>,
  { step, loss }: { readonly step: number; readonly loss: number },
): void {
  const want = losses.get(step) ?? loss;
  losses.set(step, want);
  if (loss === want) return;
  throw new RangeError(`Cannot time steps: the loss of step ${step} is ${loss}, want ${want}`);
}
