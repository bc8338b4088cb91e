import type { Graph } from "../graph/mod.ts";
import {
  arrangementNamed,
  informationNats,
  reconstruct,
  reconstructGraph,
  teacherForcedGraph,
} from "../proto/mod.ts";
import { checkLength, type OpenModel } from "./open_model.ts";

type Reading = Pick<OpenModel, "model" | "engineOn" | "readPrograms">;

/** Vectors [K, D] that one forward pass is to read N tokens from. */
export interface ReconstructRequest {
  readonly arrangement: string;
  readonly tokens: number;
  readonly proto: Float32Array;
}

/** The N ids that the vectors say. */
export async function reconstructText(
  { arrangement: name, tokens, proto }: ReconstructRequest,
  opened: Reading,
): Promise<number[]> {
  const { model } = opened;
  const arrangement = arrangementNamed(name);
  const program = await compiled(opened, {
    name: arrangement.name,
    tokens,
    graph: () => reconstructGraph(model, arrangement, { batch: 1, tokens }),
  });
  const { vectors } = arrangement;
  return await reconstruct(proto, { program, vectors, width: model.config.width });
}

export interface InformationRequest {
  /** What stands before the text. */
  readonly startId: number;
  readonly ids: readonly number[];
}

/** H_LM of the ids after `startId`, nats. */
export async function informationOf(
  { ids, startId }: InformationRequest,
  opened: Reading,
): Promise<number> {
  const tokens = ids.length;
  const program = await compiled(opened, {
    name: "teacher-forced",
    tokens,
    graph: () => teacherForcedGraph(opened.model, { batch: 1, tokens }),
  });
  return await informationNats(ids, { program, startId });
}

/** A forward-only program for one text of N tokens, compiled when first asked for. */
async function compiled(
  { model, engineOn, readPrograms }: Reading,
  { name, tokens, graph }: { name: string; tokens: number; graph: () => Graph },
) {
  checkLength(tokens, { model });
  const engine = await engineOn({});
  return await readPrograms.get(
    `${name} ${tokens}`,
    () => engine.compile(graph(), { once: true }),
  );
}
