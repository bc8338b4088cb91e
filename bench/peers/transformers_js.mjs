/**
 * The transformers.js peer: `generate()` of the published package on an ONNX file that we wrote, on
 * the CPU. The folder holds config.json and onnx/model.onnx.
 *
 *     npm ci --ignore-scripts --prefix bench/peers
 *     echo '{"N": 32, "prompt": 1}' |
 *       node bench/peers/transformers_js.mjs --model FOLDER --threads 2
 */
import { basename, dirname } from "node:path";
import { answerLines, installed, options, versionOf } from "./answer_lines.mjs";

// ONNX Runtime reports home unless told before it is loaded.
process.env.ORT_DISABLE_TELEMETRY = "1";
const name = "@huggingface/transformers";
const { model: folder, threads, weights = basename(folder) } = options();

await answerLines(async () => {
  const { AutoModelForCausalLM, env, Tensor } = await installed(name);
  env.allowRemoteModels = false;
  env.useBrowserCache = false;
  env.useFSCache = false;
  env.localModelPath = dirname(folder);
  const model = await AutoModelForCausalLM.from_pretrained(basename(folder), {
    dtype: "fp32",
    device: "cpu",
    session_options: { intraOpNumThreads: Number(threads), interOpNumThreads: 1 },
  });
  return {
    about: {
      peer: "transformers.js",
      device: "cpu",
      threads: Number(threads),
      weights,
      versions: {
        node: process.version,
        [name]: await versionOf(name),
        "onnxruntime-node": await versionOf("onnxruntime-node"),
      },
    },
    async decode({ N, prompt }) {
      const ids = await model.generate({
        inputs: new Tensor("int64", [BigInt(prompt)], [1, 1]),
        attention_mask: new Tensor("int64", [1n], [1, 1]),
        // The config names no end of a text, so that nothing ends before N.
        max_new_tokens: N,
        do_sample: false,
      });
      return Array.from(ids.data, Number).slice(1);
    },
  };
});
