import type { Graph } from "../graph/mod.ts";
import type { Engine } from "../runtime/mod.ts";
import { openEngine } from "./engine_choice.ts";
import type { DecodedAgain, Decoding } from "../records/certificate_record.ts";
import type { CertificateWork, HomeReading } from "./certificate_work.ts";
import { Stopped } from "./experiment.ts";
import { accuracyOf, readBack } from "./read_back.ts";
import { reconstructed } from "./rests_on_fits.ts";
import { withRoundedWeights } from "./rounded_weights.ts";

/** Where solutions are read back. */
interface Surroundings {
  readonly open: () => Engine | Promise<Engine>;
  readonly graph: Graph;
  /** Which solution stands in each slot of the graph's batch while one is read. */
  readonly slots: (at: number) => number[];
}

/**
 * Reads every solution back in surroundings other than those it was fitted in. Where these cannot be
 * had on this machine, that decoding has not run and says why; the rounded weights can be had or are
 * an error.
 */
export async function decodeAgain(
  home: readonly HomeReading[],
  work: CertificateWork,
): Promise<DecodedAgain[]> {
  const { job, solutions, otherEngine, cacheFolder, context: { engine, stop }, graphOf } = work;
  const { otherBatch, model: { weightsSha256 } } = job;
  const here = () => engine;
  const alone = (at: number) => [at];
  const slots = (of: (slot: number) => number) =>
    Array.from({ length: otherBatch }, (_, i) => of(i));
  const read = (surroundings: Surroundings) => decodeIn(surroundings, { home, work });
  const rounded = await withRoundedWeights(graphOf(1), {
    weightsSha256,
    cacheFolder,
    onChunk() {
      if (stop()) throw new Stopped();
    },
  });
  const batched = { open: here, graph: graphOf(otherBatch) };
  const byKind = {
    otherEngine: await read({
      open: () => openEngine(otherEngine),
      graph: graphOf(1),
      slots: alone,
    }),
    everySlot: await read({ ...batched, slots: (at) => slots(() => at) }),
    besideOthers: solutions.length > 1
      ? await read({ ...batched, slots: (at) => slots((slot) => (at + slot) % solutions.length) })
      : [notRun("there is no other solution in this job")],
    bfloat16Weights: await read({ open: here, graph: rounded, slots: alone }),
  };
  return solutions.map((_, at) => ({
    otherEngine: byKind.otherEngine[at],
    everySlot: byKind.everySlot[at],
    besideOthers: byKind.besideOthers[at],
    bfloat16Weights: byKind.bfloat16Weights[at],
  }));
}

/** A solution survives where it holds its text and says the same everywhere; null: not known. */
export function survivalOf(accuracy: number, again: DecodedAgain): boolean | null {
  const decodings: readonly Decoding[] = Object.values(again);
  const changes = decodings.some((one) => one.outcome === "measured" && one.changed.length > 0);
  if (accuracy < reconstructed || changes) return false;
  return decodings.every(({ outcome }) => outcome === "measured") ? true : null;
}

async function decodeIn(
  { open, graph, slots }: Surroundings,
  { home, work: { solutions, reading } }: {
    readonly home: readonly HomeReading[];
    readonly work: CertificateWork;
  },
): Promise<Decoding[]> {
  try {
    await using program = await (await open()).compile(graph, { once: true });
    const decodings: Decoding[] = [];
    for (const [at, { targets }] of solutions.entries()) {
      const inSlots = slots(at);
      const reader = { ...reading, program, batch: inSlots.length };
      const said = await readBack(inSlots.map((one) => solutions[one].proto), reader);
      const own = said.filter((_, slot) => inSlots[slot] === at);
      decodings.push(decodingOf(own, { home: home[at].ids, targets }));
    }
    return decodings;
  } catch (error) {
    if (error instanceof Stopped) throw error;
    return solutions.map(() => notRun((error as Error).message));
  }
}

/** What a solution said, once or in several slots at a time: the worst of them counts. */
function decodingOf(
  said: readonly (readonly number[])[],
  { home, targets }: { readonly home: readonly number[]; readonly targets: readonly number[] },
): Decoding {
  return {
    outcome: "measured",
    accuracy: Math.min(...said.map((ids) => accuracyOf(ids, targets))),
    changed: home.flatMap((id, i) => said.some((ids) => ids[i] !== id) ? [i + 1] : []),
  };
}

function notRun(reason: string): Decoding {
  return { outcome: "not run", reason };
}
