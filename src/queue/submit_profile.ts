import { type EngineChoice, engineIdentity } from "../experiments/engine_choice.ts";
import { generatedTexts } from "../experiments/generated_texts.ts";
import { arrangementsToBegin } from "../experiments/ready_recipe.ts";
import { textSupply } from "../experiments/text_supply.ts";
import { type ModelSession, openSession } from "../harness/model_session.ts";
import { batchOf, partsOf, type Profile } from "../harness/profile.ts";
import type { ReadyToRun } from "../harness/ready_model.ts";
import { type LeftOut, leftOutOf } from "../harness/reproduce.ts";
import { mustBeTheSameEverywhere } from "../harness/shard.ts";
import { withoutStart, withStarts } from "../harness/with_starts.ts";
import { commonStartsOf } from "../records/common_start.ts";
import type { RunStore } from "../records/store.ts";
import type { Download } from "../text/mod.ts";
import type { Boss } from "./boss.ts";
import { makeSubmission } from "./submission.ts";
import { submit, type SubmitOptions, type Submitted } from "./submit.ts";

export interface SubmitProfileOptions extends SubmitOptions {
  readonly boss: Boss;
  /** Gets a model; one for which it throws is left out, but for the first. */
  readonly prepare: (model: string) => Promise<ReadyToRun & { readonly engine: EngineChoice }>;
  readonly codeSha256: string;
  /** That makes the records again. */
  readonly command: string;
  /** Keeps texts that models write. */
  readonly store: RunStore;
  readonly signal?: AbortSignal;
  readonly download?: Download;
  readonly onModel?: (model: string, submitted: Submitted) => void;
  readonly onStandIn?: (source: string, reason: string) => void;
}

/**
 * Submits a profile, model by model. Its budget does not count: workers end what is in the queue.
 *
 * @throws RangeError where the profile leaves batch or threads to each machine
 */
export async function submitProfile(
  profile: Profile,
  options: SubmitProfileOptions,
): Promise<Submitted & { readonly leftOut: readonly LeftOut[] }> {
  mustBeTheSameEverywhere(profile);
  const { signal, download, onStandIn, onModel } = options;
  const supply = textSupply({ published: profile.publishedTexts, download, onStandIn });
  const leftOut: LeftOut[] = [];
  const sum = { added: 0, there: 0, again: 0 };
  const parts = partsOf(profile);
  let firstError: unknown;
  for (const part of parts) {
    signal?.throwIfAborted();
    try {
      const submitted = await submitPart(part, {
        ...options,
        supply,
        onLeftOut: (one) => leftOut.push(one),
      });
      sum.added += submitted.added;
      sum.there += submitted.there;
      sum.again += submitted.again;
      onModel?.(part.model, submitted);
    } catch (error) {
      signal?.throwIfAborted();
      firstError ??= error;
      leftOut.push(leftOutOf(part, error));
    }
  }
  if (firstError !== undefined && sum.added + sum.there + sum.again === 0) throw firstError;
  return { ...sum, leftOut };
}

async function submitPart(
  part: Profile,
  options: SubmitProfileOptions & {
    readonly supply: ReturnType<typeof textSupply>;
    readonly onLeftOut: (leftOut: LeftOut) => void;
  },
): Promise<Submitted> {
  const { prepare, codeSha256, command, store, supply, boss } = options;
  const { ready, tokenizer, engine: choice } = await prepare(part.model);
  const starts = await commonStartsOf(ready);
  const begun = withStarts(part, arrangementsToBegin(starts));
  if (begun.leftOut > 0) options.onLeftOut(withoutStart(begun));
  // What does not change a job: two budgets make one submission.
  const { budgetSeconds: _, share: __, note: ___, also: ____, ...rest } = begun.profile;
  const profile: Profile = { ...rest, budgetSeconds: 0 };
  const engine = engineIdentity(choice, batchOf(profile));
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const model = { id, weightsSha256, tokenizerSha256 };
  let session: ModelSession | undefined;
  try {
    const made = await makeSubmission({ profile, engine, codeSha256, command }, {
      ready,
      tokenizer,
      starts,
      sources: {
        supply,
        generate: (wanted) =>
          generatedTexts({ model, engine, codeSha256, tokenizer }, {
            ...wanted,
            supply,
            store,
            openSession: async () => session ??= await openSession(ready, choice),
          }),
      },
    });
    return await submit(made, boss, options);
  } finally {
    session?.[Symbol.dispose]();
  }
}
