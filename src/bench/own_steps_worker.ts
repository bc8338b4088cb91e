/**
 * The worker that does our own timed fit steps: the very loop of a real fit, its optimiser and
 * bookkeeping included, on a program that stays compiled between rounds.
 *
 * @module
 */
import { compileStep } from "../experiments/compile_step.ts";
import type { OpenModel } from "../experiments/open_model.ts";
import { openedModel } from "../harness/opened_model.ts";
import { arrangementNamed, fitAll, recipeNamed, type Slot } from "../proto/mod.ts";
import type { Program } from "../runtime/mod.ts";
import { milliseconds } from "../records/stopwatch.ts";
import type { StepRun, StepWork } from "./contestant.ts";
import type { OwnStepsRequest } from "./own_steps_messages.ts";
import { answerRequests } from "./timed_worker.ts";

const arrangement = arrangementNamed("[e][m]×(N−1)");
let opened: OpenModel;
let program: Program | undefined;

answerRequests(answer);

async function answer(request: OwnStepsRequest): Promise<unknown> {
  switch (request.kind) {
    case "open":
      opened = await openedModel(request);
      return null;
    case "prepare":
      // The old program first: two packed copies of the weights need not fit in memory.
      await program?.[Symbol.asyncDispose]();
      program = await compileStep(opened, { arrangement, ...request.size });
      return null;
    case "run":
      return await run(request.work);
  }
}

async function run(work: StepWork): Promise<StepRun> {
  if (program === undefined) throw new Error("Cannot run steps: prepare a size first");
  const { batch, tokens, seed, warmUpSteps, steps } = work;
  const recipe = recipeNamed("paper");
  const tasks = work.targets.map((targets, index) => ({
    id: `text ${index}`,
    targets,
    seed,
    index,
    recipe,
  }));
  const elapsed: number[] = [];
  const losses: number[] = [];
  let last = milliseconds();
  await fitAll(tasks, {
    program,
    batch,
    tokens,
    vectors: arrangement.vectors,
    width: opened.model.config.width,
    stop: () => elapsed.length === warmUpSteps + steps,
    onStep: (slots) => {
      const now = milliseconds();
      elapsed.push(now - last);
      losses.push(meanLoss(slots));
      last = milliseconds();
    },
  });
  return {
    samplesMilliseconds: elapsed.slice(warmUpSteps),
    firstLossNats: losses[0],
    lastLossNats: losses[losses.length - 1],
  };
}

function meanLoss(slots: readonly Slot[]): number {
  const losses = slots.map(({ state }) => state.trajectory.samples.at(-1)!.lossNats);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
