/** Time between two looks at what is watched. */
export interface LookPace {
  /** Something was heard: the next look is due. */
  hear(): void;
  /** Waits as long as nothing is heard, or a moment after something was; ends with the signal. */
  next(): Promise<void>;
}

export function lookPace({ signal, everyMilliseconds }: {
  readonly signal: AbortSignal;
  readonly everyMilliseconds: number;
}): LookPace {
  const leastMilliseconds = Math.min(250, everyMilliseconds);
  let heard = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  if (signal.aborted) over.resolve();
  signal.addEventListener("abort", () => over.resolve(), { once: true });
  return {
    hear: () => heard.resolve(),
    async next() {
      await within(leastMilliseconds, over.promise);
      await within(everyMilliseconds - leastMilliseconds, heard.promise, over.promise);
      heard = Promise.withResolvers();
    },
  };
}

/** Waits so long, or until one of the promises is kept. */
async function within(milliseconds: number, ...others: Promise<void>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([promise, ...others]);
  clearTimeout(timer);
}
