import { arrangementNamed, reconstructGraph } from "../proto/mod.ts";
import { isOutOfMemory } from "../runtime/mod.ts";
import { checkLength, type OpenModel } from "./open_model.ts";
import { readBack } from "./read_back.ts";

/** Vectors [K, D] of several texts of N tokens each, to be read side by side. */
export interface ReconstructTextsRequest {
  readonly arrangement: string;
  readonly tokens: number;
  readonly protos: readonly Float32Array[];
}

/** Most tokens of one pass: their logits, V for each, are the most that it holds. */
const tokensOfOnePass = 512;

/** The N ids that each text's vectors say: B texts a pass, as many as have room, halved until they do. */
export async function reconstructTexts(
  { arrangement: name, tokens, protos }: ReconstructTextsRequest,
  { model, engineOn, readPrograms }: Pick<OpenModel, "model" | "engineOn" | "readPrograms">,
): Promise<number[][]> {
  checkLength(tokens, { model });
  const arrangement = arrangementNamed(name);
  const engine = await engineOn({});
  const { vectors } = arrangement;
  const { width } = model.config;
  let batch = Math.max(1, Math.min(protos.length, Math.floor(tokensOfOnePass / tokens)));
  for (;;) {
    try {
      const program = await readPrograms.get(
        `${arrangement.name} ${tokens} × ${batch}`,
        () =>
          engine.compile(reconstructGraph(model, arrangement, { batch, tokens }), { once: true }),
      );
      return await readBack(protos, { program, batch, vectors, width, tokens, onCall: () => {} });
    } catch (error) {
      if (batch === 1 || !isOutOfMemory(error)) throw error;
      batch = Math.ceil(batch / 2);
    }
  }
}
