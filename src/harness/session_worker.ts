/**
 * The worker that owns a model and its engine. An engine call blocks its thread for a whole step,
 * so it never runs on the thread that shows progress and hears signals.
 *
 *     open ─► facts    then, one at a time:    work ─► events … ─► answer | failed
 *
 * @module
 */
import { openedModel } from "./opened_model.ts";
import type {
  ModelFacts,
  OpenRequest,
  SessionAnswer,
  SessionEvent,
  Work,
  WorkRequest,
  Works,
} from "./session_messages.ts";
import { type SessionWorks, worksOn } from "./session_works.ts";

const scope = self as unknown as {
  onmessage: (message: MessageEvent) => void;
  postMessage(message: SessionEvent | SessionAnswer): void;
};

const tell = (event: SessionEvent) => scope.postMessage(event);

scope.onmessage = ({ data }: MessageEvent<OpenRequest>) =>
  reply(async (): Promise<ModelFacts> => {
    const opened = await openedModel(data);
    const works = worksOn(opened, tell);
    scope.onmessage = ({ data }: MessageEvent<WorkRequest>) => reply(() => worked(data, works));
    const { width, context, bosId } = opened.model.config;
    return { width, context, bosId };
  });

function worked<W extends Work>(
  { work, request }: WorkRequest<W>,
  works: SessionWorks,
): Promise<Works[W]["answer"]> {
  return works[work](request);
}

async function reply(answer: () => Promise<ModelFacts | Works[Work]["answer"]>): Promise<void> {
  try {
    scope.postMessage({ kind: "answer", value: await answer() });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ kind: "failed", name, message });
  }
}
