/** A run of its own process, to be killed: `deno run _killed_run.ts FOLDER`. Tells its steps. */
import { runPlan } from "../../src/harness/runner.ts";
import { fitsOf, planOf, runOptions } from "./_small_run.ts";

/**
 * Three fits in two places, too hard to end before their budget, with restarts on the way; of a
 * length at which the place does not matter.
 */
export const plan = planOf(
  fitsOf(["a text of many letters..", "another one, as long ...", "and one more of these..."], {
    maxSteps: 2500,
  }),
);

if (import.meta.main) {
  const [folder] = Deno.args;
  const options = await runOptions(folder, {
    checkpointSeconds: 0.05,
    onEvent: (event) => {
      if (event.kind !== "session") return;
      const { kind } = event.event;
      if (kind === "checkpoint" || kind === "restarted" || kind === "fitted") {
        Deno.stdout.writeSync(new TextEncoder().encode(`${kind}\n`));
      }
    },
  });
  await runPlan(plan, options);
}
