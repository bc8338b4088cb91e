import { join } from "node:path";
import { openSession } from "../harness/model_session.ts";
import type { ReadyToRun } from "../harness/ready_model.ts";
import { codeSha256 } from "../records/code_sha256.ts";
import { commonStartsOf } from "../records/common_start.ts";
import { openStore } from "../records/store.ts";
import type { StudyContext } from "../study/mod.ts";
import { chosenEngine } from "./_chosen_engine.ts";
import { fitProgress } from "./_progress.ts";
import type { Talk } from "./_talk.ts";

/** How a command was called, and what ends it early. */
export interface Call {
  /** The command line that makes the same again. */
  readonly again: string;
  readonly signal: AbortSignal;
}

/** Opens what a study's fits run on. They are kept in `folder`: a study that was stopped goes on. */
export async function openStudyContext(
  { ready, tokenizer }: Pick<ReadyToRun, "ready" | "tokenizer">,
  { threads = navigator.hardwareConcurrency, folder, command, talk, signal }: {
    readonly threads?: number;
    readonly folder: string;
    readonly command: string;
    readonly talk: Talk;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly context: StudyContext } & Disposable> {
  const { id, weightsSha256, tokenizerSha256 } = ready;
  const engine = await chosenEngine({}, { ready, threads });
  const session = await openSession(ready, engine);
  let show: ReturnType<typeof fitProgress> | undefined;
  const context: StudyContext = {
    model: { id, weightsSha256, tokenizerSha256 },
    ...{ engine, session, tokenizer, folder, command, signal },
    store: await openStore(join(folder, "store")),
    codeSha256: await codeSha256(),
    starts: await commonStartsOf(ready),
    onGroup: (title, fits) => {
      show = fitProgress(talk, { title, fits, maxSteps: 5000, batch: 1 });
    },
    onEvent: (event) => show?.(event),
  };
  return { context, [Symbol.dispose]: () => session[Symbol.dispose]() };
}
