import { informationNats, teacherForcedGraph } from "../proto/mod.ts";
import type { ExperimentContext } from "./experiment.ts";

/** H_LM of texts of one length, nats each, first token after `startId`. */
export async function textInformation(
  texts: readonly (readonly number[])[],
  { model, engine, startId }: Pick<ExperimentContext, "model" | "engine"> & {
    /** Where the model's config names no BOS. */
    readonly startId: number;
  },
): Promise<number[]> {
  const graph = teacherForcedGraph(model, { batch: 1, tokens: texts[0].length });
  await using program = await engine.compile(graph, { once: true });
  const nats: number[] = [];
  for (const ids of texts) {
    nats.push(await informationNats(ids, { program, startId: model.config.bosId ?? startId }));
  }
  return nats;
}
