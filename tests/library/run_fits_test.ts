import assert from "node:assert/strict";
import type { FitRequest, ModelSession } from "../../src/harness/model_session.ts";
import { type Opened, turns } from "../../src/library/_opened.ts";
import { runFits } from "../../src/library/_run_fits.ts";
import { checkedTerms } from "../../src/library/checked_fit.ts";
import type { FitEvent } from "../../src/library/fit_progress.ts";
import { readConfig } from "../../src/models/mod.ts";
import { engine, identity, model, tokenizer } from "../harness/_small_run.ts";
import { newFolder } from "./_places.ts";

Deno.test("a solution that its pass does not confirm is refused, the others are given", async () => {
  await using folder = await newFolder();
  const told: FitEvent[] = [];
  const run = runFits(openedOn(sessionThatMisreads(tokenizer.encode("bad!"))), {
    targets: ["good", "bad!"].map(tokenizer.encode),
    terms: checkedTerms({ batch: 2 }),
    tokenizer,
    folder: folder.path,
    signal: new AbortController().signal,
    tell: (event) => void told.push(event),
  });
  await assert.rejects(run, {
    message: "Cannot vouch for text 2: want 4 right tokens, as the fit scored, " +
      "got 3 from the forward-only graph",
  });
  const fitted = told.flatMap((event) => event.kind === "fitted" ? [event] : []);
  assert.deepEqual(fitted.map(({ text, solution }) => [text, solution.exact]), [[0, true]]);
});

/** Every text is exact at once; of one the forward-only graph misses the last token. */
function sessionThatMisreads(misread: readonly number[]): ModelSession {
  const width = 48;
  const fit: ModelSession["fit"] = ({ tasks }: FitRequest, onEvent) => {
    for (const task of tasks) {
      const wrong = task.targets.join() === misread.join();
      onEvent({
        kind: "fitted",
        fitted: {
          task,
          proto: new Float32Array(2 * width),
          accuracy: 1,
          lossNats: 0.5,
          steps: 1,
          attempts: [{ seed: 1, steps: 1, accuracy: 1, outcome: "exact" }],
          trajectory: [],
        },
        reconstructedIds: wrong ? [...task.targets.slice(0, -1), 0] : task.targets,
        informationNats: 1,
        elapsedSeconds: 1,
        stepMilliseconds: 1,
      });
    }
    return Promise.resolve([]);
  };
  return { fit, width, bosId: 1, stop: () => {} } as Partial<ModelSession> as ModelSession;
}

function openedOn(session: ModelSession): Opened {
  const ready = { ...identity, ...model } as Partial<Opened["ready"]> as Opened["ready"];
  return {
    ready,
    config: readConfig(model.config),
    engine,
    threads: 1,
    starts: new Map(),
    session,
    closing: new AbortController().signal,
    turns: turns(),
  };
}
