import { join } from "node:path";
import { listOf, number } from "../records/data_shape.ts";
import { FailedRunError } from "./failed_run_error.ts";
import type { GateSettings, MetricName } from "./gate_settings.ts";
import type { Side, TreeOptions, Who } from "./side.ts";
import { startMeasuring } from "./start_measuring.ts";

/** Both sides open and warm, to be measured in turns. */
export interface OpenPair extends AsyncDisposable {
  /** Milliseconds, or bytes of memory. */
  turn(who: Who, metric: MetricName): Promise<readonly number[]>;
}

/** What a pair is opened for. */
export interface PairRequest {
  readonly settings: GateSettings;
  /** Who is opened first. */
  readonly order: readonly Who[];
  /** Whether each side has a process of its own: to load, and to take memory. */
  readonly apart: boolean;
}

/** Opens both sides. */
export type PairOpener = (request: PairRequest) => Promise<OpenPair>;

/** Opens sides that are trees, in one process where they may share one. */
export function pairOpener(
  { base, head, model, signal }:
    & { readonly base: Side; readonly head: Side }
    & Omit<TreeOptions, "tree">,
): PairOpener {
  const trees = { base: base.tree, head: head.tree };
  return async ({ settings, order, apart }) => {
    await using opening = new AsyncDisposableStack();
    const request = { settings, model };
    const ways = new Map<Who, Awaited<ReturnType<typeof startMeasuring>>>();
    // Packages are those of the tree whose process it is.
    if (apart || !await samePackages(trees)) {
      for (const who of order) {
        const of = { tree: trees[who], what: who, signal };
        const one = { ...request, trees: [{ who, tree: trees[who] }] };
        ways.set(who, opening.use(await startMeasuring(one, of)));
      }
    } else {
      const both = { ...request, trees: order.map((who) => ({ who, tree: trees[who] })) };
      const of = { tree: trees.head, what: "base and head", signal };
      const process = opening.use(await startMeasuring(both, of));
      for (const who of order) ways.set(who, process);
    }
    const kept = opening.move();
    return {
      async turn(who, metric) {
        const { samples } = await ways.get(who)!.ask({ who, metric });
        const fault = listOf(number)(samples, "samples");
        if (fault === null) return samples as readonly number[];
        throw new FailedRunError(`Cannot judge ${metric}: of ${who}, ${fault}`);
      },
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  };
}

async function samePackages(trees: Readonly<Record<Who, string>>): Promise<boolean> {
  const [base, head] = await Promise.all(
    [trees.base, trees.head].map(async (tree) =>
      JSON.stringify(JSON.parse(await Deno.readTextFile(join(tree, "deno.json"))).imports) +
      await Deno.readTextFile(join(tree, "deno.lock"))
    ),
  );
  return base === head;
}
