/**
 * N tokens in one forward pass against N steps of greedy decoding with a KV cache, one text: the
 * small checkpoints in fixtures/golden, and the default model where it is in the cache. Before
 * anything is timed, one pass must say PyTorch's tokens, and decoding those of a pass without cache.
 *
 *     deno bench --allow-read --allow-write --allow-env --allow-ffi --allow-sys bench/one_pass.bench.ts
 */
import assert from "node:assert/strict";
import type { LanguageModel } from "../src/models/mod.ts";
import {
  arrangementNamed,
  decode,
  decodeGraph,
  reconstruct,
  reconstructGraph,
  teacherForcedGraph,
} from "../src/proto/mod.ts";
import { int64, integers, onnxRuntimeEngine } from "../src/runtime/mod.ts";
import { goldenTensors, protoRows, readGolden } from "../tests/models/golden_checkpoint.ts";
import { type BenchModel, benchModels } from "./_bench_models.ts";

const engine = onnxRuntimeEngine({ weights: "packed" });

for (const one of await benchModels()) {
  const { onePass, autoregressive, tokens } = await checkedDecoders(one);
  const group = `${tokens} tokens, ${one.name}`;
  Deno.bench({ name: `one pass, ${group}`, group, fn: onePass });
  Deno.bench({ name: `autoregressive, ${group}`, group, baseline: true, fn: autoregressive });
}

async function checkedDecoders({ golden: name, model }: BenchModel) {
  const golden = await readGolden(name);
  const { texts, tokens, arrangement: named } = golden.onePass;
  const arrangement = arrangementNamed(named);
  const tensor = await goldenTensors(name);
  const proto = protoRows(await tensor("onepass.e"), await tensor("onepass.m"), texts.length)
    .slice(0, 2 * model.config.width);
  const program = await engine.compile(reconstructGraph(model, arrangement, { batch: 1, tokens }));
  const options = { program, vectors: arrangement.vectors, width: model.config.width };
  const onePass = async () => await reconstruct(proto, options);
  assert.deepEqual(await onePass(), texts[0].argmax);

  const stepper = await engine.compile(decodeGraph(model, tokens));
  const decoder = { program: stepper, config: model.config, capacity: tokens, count: tokens };
  const [prompt] = golden.texts[0].ids;
  const autoregressive = () => decode([prompt], decoder);
  const said = await autoregressive();
  assert.deepEqual(said, await likeliestAfter(model, [prompt, ...said.slice(0, -1)]));
  return {
    tokens,
    onePass: async () => void await onePass(),
    autoregressive: async () => void await autoregressive(),
  };
}

/** The likeliest token after each of `ids`, in one pass. */
async function likeliestAfter(model: LanguageModel, ids: readonly number[]): Promise<number[]> {
  const size = { batch: 1, tokens: ids.length };
  await using program = await engine.compile(teacherForcedGraph(model, size), { once: true });
  const fed = int64(ids, [1, ids.length]);
  return integers((await program.run({ ids: fed, targets: fed })).prediction);
}
