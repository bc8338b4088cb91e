/** A worker that answers requests one at a time, its engine asleep between them. */
export interface TimedWorker<Request> extends AsyncDisposable {
  ask(request: Request): Promise<unknown>;
}

export type TimedWorkerAnswer =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly message: string };

/** Starts the worker whose module is at `url`. */
export function startTimedWorker<Request>(url: URL): TimedWorker<Request> {
  const worker = new Worker(url, { type: "module" });
  return {
    ask(request) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      worker.onmessage = ({ data }: MessageEvent<TimedWorkerAnswer>) =>
        data.kind === "done" ? resolve(data.value) : reject(new Error(data.message));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Cannot go on: the timed worker died, ${event.message}`));
      };
      worker.postMessage(request);
      return promise;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(worker.terminate()),
  };
}

/** The worker's side: answers what it is asked. */
export function answerRequests<Request>(answer: (request: Request) => Promise<unknown>): void {
  const scope = self as unknown as {
    onmessage: (message: MessageEvent<Request>) => void;
    postMessage(message: TimedWorkerAnswer): void;
  };
  scope.onmessage = async ({ data: request }) => {
    try {
      scope.postMessage({ kind: "done", value: await answer(request) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      scope.postMessage({ kind: "failed", message });
    }
  };
}
