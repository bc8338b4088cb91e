import { join } from "node:path";
import { listOf, number } from "../records/data_shape.ts";
import { FailedRunError } from "./failed_run_error.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import type { Side, TreeOptions, Who } from "./side.ts";
import { type Measuring, startMeasuring } from "./start_measuring.ts";

/** Both sides, to be opened and measured in turns. */
export interface OpenPair extends AsyncDisposable {
  /** Opens both anew, in this order, and warms them up; what was open before is closed. */
  reopen(order: readonly Who[]): Promise<void>;
  /** Milliseconds, or bytes of memory. */
  turn(who: Who, metric: MetricName): Promise<readonly number[]>;
}

/** What a pair is for. */
export interface PairRequest {
  readonly settings: GateSettings;
  /** Whether each opening of a side has a process of its own: to load, and to take memory. */
  readonly apart: boolean;
}

/** Starts what a pair needs. */
export type PairOpener = (request: PairRequest) => Promise<OpenPair>;

/** Pairs of trees, in one process where they may share one. */
export function pairOpener(options: PairOptions): PairOpener {
  const { base, head } = options;
  return async ({ settings, apart }) =>
    // Packages are those of the tree whose process it is.
    apart || !await samePackages([base.tree, head.tree])
      ? pairApart(settings, options)
      : await pairTogether(settings, options);
}

interface PairOptions extends Omit<TreeOptions, "tree"> {
  readonly base: Side;
  readonly head: Side;
}

async function pairTogether(
  settings: GateSettings,
  { base, head, model, signal }: PairOptions,
): Promise<OpenPair> {
  const process = await startMeasuring(
    { settings, model, trees: { base: base.tree, head: head.tree } },
    { tree: head.tree, what: "base and head", signal },
  );
  return {
    reopen: async (order) => void await process.ask({ open: order }),
    turn: async (who, metric) => samplesOf(await process.ask({ who, metric }), { who, metric }),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

function pairApart(
  settings: GateSettings,
  { base, head, model, signal }: PairOptions,
): OpenPair {
  const sides = { base, head };
  const open = new Map<Who, Measuring>();
  const close = async () => {
    for (const process of open.values()) await process[Symbol.asyncDispose]();
    open.clear();
  };
  return {
    async reopen(order) {
      await close();
      for (const who of order) {
        const { tree } = sides[who];
        const request = { settings, model, trees: { [who]: tree } };
        open.set(who, await startMeasuring(request, { tree, what: who, signal }));
        await open.get(who)!.ask({ open: [who] });
      }
    },
    turn: async (who, metric) =>
      samplesOf(await open.get(who)!.ask({ who, metric }), { who, metric }),
    [Symbol.asyncDispose]: close,
  };
}

/** @throws {FailedRunError} where they are no numbers */
function samplesOf(
  { samples }: Readonly<Record<string, unknown>>,
  { who, metric }: { readonly who: Who; readonly metric: MetricName },
): readonly number[] {
  const fault = listOf(number)(samples, "samples");
  if (fault === null) return samples as readonly number[];
  throw new FailedRunError(`Cannot judge ${metric}: of ${who}, ${fault}`);
}

async function samePackages(trees: readonly string[]): Promise<boolean> {
  const [base, head] = await Promise.all(
    trees.map(async (tree) =>
      JSON.stringify(JSON.parse(await Deno.readTextFile(join(tree, "deno.json"))).imports) +
      await Deno.readTextFile(join(tree, "deno.lock"))
    ),
  );
  return base === head;
}
