import { decodeGraph, nextLogits } from "../proto/mod.ts";
import type { Program } from "../runtime/mod.ts";
import type { OpenModel } from "./open_model.ts";

export interface NextLogitsRequest {
  readonly ids: readonly number[];
  /** Positions to leave room for. */
  readonly capacity: number;
}

/** Reads texts on, one token a request: logits [V] after some ids. */
export function readerOn(
  { model, engineOn }: Pick<OpenModel, "model" | "engineOn">,
): (request: NextLogitsRequest) => Promise<Float32Array> {
  let reader: {
    readonly capacity: number;
    readonly program: Program;
    readonly logits: ReturnType<typeof nextLogits>;
  } | undefined;
  return async ({ ids, capacity }) => {
    if (reader?.capacity !== capacity) {
      await reader?.program[Symbol.asyncDispose]();
      const engine = await engineOn({});
      const program = await engine.compile(decodeGraph(model, capacity, { output: "logits" }));
      const logits = nextLogits({ program, config: model.config, capacity });
      reader = { capacity, program, logits };
    }
    return await reader.logits(ids);
  };
}
