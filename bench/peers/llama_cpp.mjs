/**
 * The llama.cpp peer: greedy decoding with its own KV cache on a GGUF file, through node-llama-cpp's
 * prebuilt binary, on the CPU.
 *
 *     npm ci --ignore-scripts --prefix bench/peers
 *     echo '{"N": 32, "prompt": 1}' |
 *       node bench/peers/llama_cpp.mjs --gguf FILE --threads 2 --positions 256
 */
import { basename } from "node:path";
import { answerLines, installed, options, versionOf } from "./answer_lines.mjs";

const name = "node-llama-cpp";
const { gguf, threads: count, positions } = options();
const threads = Number(count);

await answerLines(async () => {
  const { getLlama, LlamaLogLevel } = await installed(name);
  const llama = await getLlama({
    gpu: false,
    build: "never",
    maxThreads: threads,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: gguf });
  const context = await model.createContext({
    contextSize: Number(positions),
    threads: { ideal: threads, min: threads },
    sequences: 1,
  });
  const sequence = context.getSequence();
  return {
    about: {
      peer: "llama.cpp",
      device: "cpu",
      threads: context.currentThreads,
      weights: basename(gguf),
      versions: { node: process.version, [name]: await versionOf(name) },
    },
    async decode({ N, prompt }) {
      await sequence.clearHistory();
      const ids = [];
      // An end of text is a token like any other here: a fixed number is wanted.
      const decoding = sequence.evaluate([prompt], { temperature: 0, yieldEogToken: true });
      for await (const id of decoding) if (ids.push(id) === N) break;
      return ids;
    },
  };
});
