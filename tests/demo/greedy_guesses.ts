import { fileURLToPath } from "node:url";
import { openModel } from "../../src/models/mod.ts";
import { teacherForcedGraph } from "../../src/proto/mod.ts";
import { int64, integers, onnxRuntimeEngine } from "../../src/runtime/mod.ts";
import { loadText, tokenizerFromJson } from "../../src/text/mod.ts";

const folder = new URL("../../fixtures/tiny/tiny-llama/", import.meta.url);

/**
 * What the tiny model would say at each of a text's first N positions, given those before: one pass
 * over all of them, with another graph than decoding's and no cache.
 */
export async function greedyGuesses(
  { text, tokens }: { readonly text: string; readonly tokens: number },
): Promise<{ targets: number[]; guesses: number[] }> {
  const config = JSON.parse(await Deno.readTextFile(new URL("config.json", folder)));
  const model = await openModel(fileURLToPath(new URL("model.safetensors", folder)), config);
  const tokenizer = await tokenizerFromJson(new URL("tokenizer.json", folder));
  const targets = tokenizer.encode((await loadText(text)).text).slice(0, tokens);
  await using program = await onnxRuntimeEngine({ threads: 1 }).compile(
    teacherForcedGraph(model, { batch: 1, tokens }),
    { once: true },
  );
  const { prediction } = await program.run({
    ids: int64([config.bos_token_id, ...targets.slice(0, -1)], [1, tokens]),
    targets: int64(targets, [1, tokens]),
  });
  return { targets, guesses: integers(prediction) };
}
