import { pinnedStream } from "../random/mod.ts";
import { clusterBootstrap } from "../statistics/mod.ts";
import type { MeasuredText } from "./measured_texts.ts";
import { windowsOf } from "./measured_texts.ts";
import { type Method, methods, type StraightScore } from "./measurement.ts";

/** What each method's vectors say of windows of one length. */
export type Sayers = Readonly<
  Record<Method, (windows: readonly (readonly number[])[]) => Promise<(readonly number[])[]>>
>;

/** Right tokens of a window by each method. */
type Hits = Readonly<Record<Method, number>>;

/** Every window of N tokens of the texts, by every method; intervals draw whole texts. */
export async function measureStraight(
  texts: readonly MeasuredText[],
  { tokens, sayers }: { readonly tokens: number; readonly sayers: Sayers },
): Promise<{ windows: number; scores: Readonly<Record<Method, StraightScore>> }> {
  const byText: Hits[][] = [];
  for (const text of texts) {
    const windows = windowsOf(text, tokens);
    if (windows.length === 0) continue;
    const said = {} as Record<Method, (readonly number[])[]>;
    for (const method of methods) said[method] = await sayers[method](windows);
    byText.push(windows.map((window, at) => hitsOf(window, at, said)));
  }
  const all = byText.flat();
  const scores = Object.fromEntries(methods.map((method) => {
    const accuracy = share(all, (hits) => hits[method] / tokens);
    const exact = share(all, (hits) => Number(hits[method] === tokens));
    const encoderIsBetterBy = method === "encoder" ? null : clusterBootstrap(
      byText,
      (drawn) => share(drawn, (hits) => (hits.encoder - hits[method]) / tokens),
      { stream: pinnedStream("bootstrap", tokens) },
    );
    return [method, { accuracy, exact, encoderIsBetterBy }];
  })) as unknown as Record<Method, StraightScore>;
  return { windows: all.length, scores };
}

function hitsOf(
  window: readonly number[],
  at: number,
  said: Readonly<Record<Method, readonly (readonly number[])[]>>,
): Hits {
  const right = (method: Method) => window.filter((id, i) => said[method][at][i] === id).length;
  return Object.fromEntries(methods.map((method) => [method, right(method)])) as unknown as Hits;
}

function share(hits: readonly Hits[], of: (hits: Hits) => number): number {
  let sum = 0;
  for (const one of hits) sum += of(one);
  return sum / hits.length;
}
