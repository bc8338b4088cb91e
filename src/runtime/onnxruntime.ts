import type { InferenceSession } from "onnxruntime-node";
import { lower, weightProducts, withInt8Products } from "../graph/mod.ts";
import { onnxruntime } from "./_quiet_onnxruntime.ts";
import { checkDevice } from "./check_device.ts";
import type { Engine, Program, Tensor } from "./engine.ts";
import { int8Weights } from "./int8_weights.ts";

export interface OnnxRuntimeOptions {
  readonly device?: "cpu" | "webgpu" | "cuda";
  /** Threads of one operator. */
  readonly threads?: number;
  /**
   * "packed": the engine keeps its own rearranged copy of every weight, one for each direction it
   * is used in; steps are up to a third faster for a second or so of compiling and twice the weights'
   * memory. "mapped" (the default): weights stay where they lie on disk.
   */
  readonly weights?: "packed" | "mapped";
  /**
   * Whether threads that wait for one another spin; default true. On cores that are wanted elsewhere
   * it costs far more than it gains on idle ones. No bit of a result depends on it.
   */
  readonly spins?: boolean;
  /**
   * Where given, gradients' products with weights are taken in int8 in programs that run more than
   * once, on the CPU. The folder keeps the quantised weights, of one model.
   */
  readonly int8Folder?: string;
}

/** The default engine: ONNX Runtime, on the CPU unless told otherwise. */
export function onnxRuntimeEngine(options: OnnxRuntimeOptions = {}): Engine {
  const {
    device = "cpu",
    threads = navigator.hardwareConcurrency,
    weights = "mapped",
    spins = true,
    int8Folder,
  } = options;
  return {
    name: "onnxruntime",
    device,
    threads,
    async compile(graph, { once = false } = {}) {
      if (device !== "cpu") await checkDevice(device);
      const style = device === "cpu" ? "tuned" : "plain";
      const int8 = int8Folder !== undefined && device === "cpu" && !once
        ? await int8Weights(weightProducts(lower(graph, { style })), int8Folder)
        : null;
      const { bytes, weightsFolder } = lower(graph, {
        style,
        rewrite: (lowered) => int8 === null ? lowered : withInt8Products(lowered, int8),
      });
      const session = await onnxruntime.InferenceSession.create(bytes, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: "all",
        // From the second run on it lays all results of a run out again, in one block, beside what
        // the first run took: twice the memory for no time that could be measured.
        enableMemPattern: false,
        logSeverityLevel: 3,
        extra: {
          // Nested keys are ONNX Runtime's own, joined by dots; unknown ones pass silently.
          session: {
            disable_prepacking: (weights === "packed" || int8 !== null) && !once ? "0" : "1",
            set_denormal_as_zero: "1",
            intra_op: { allow_spinning: spins ? "1" : "0" },
            ...(weightsFolder === null
              ? {}
              : { model_external_initializers_file_folder_path: weightsFolder }),
          },
        },
      }).catch((cause) => {
        throw new Error(
          `Cannot compile graph on onnxruntime ${device}: ${firstLine(cause)}`,
          { cause },
        );
      });
      return programOf(session);
    },
  };
}

function programOf(session: InferenceSession): Program {
  return {
    async run(feeds) {
      const results = await session.run(
        Object.fromEntries(
          Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
            name,
            new onnxruntime.Tensor(dtype, data, shape),
          ]),
        ),
      );
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [
          name,
          { dtype: type, data, shape: dims } as Tensor,
        ]),
      );
    },
    async [Symbol.asyncDispose]() {
      await session.release();
    },
  };
}

function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).split("\n")[0];
}
