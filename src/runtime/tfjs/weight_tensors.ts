import type { Tensor } from "@tensorflow/tfjs";
import type { Value } from "../../graph/mod.ts";
import { readTensor } from "../../models/weights/mod.ts";
import type { TensorFlow } from "./tensor_flow.ts";

/** The frozen weights that live programs share: each is in memory once. */
export interface WeightTensors {
  /** The weight's tensor, read from its file unless another program holds it. */
  hold(value: Value): Promise<Tensor>;
  /** Gives one hold back; the last one frees the tensor. */
  release(value: Value): void;
}

export function weightTensors(tf: TensorFlow): WeightTensors {
  const held = new Map<string, { tensor: Promise<Tensor>; holders: number }>();
  return {
    async hold(value) {
      const key = keyOf(value);
      const entry = held.get(key) ?? { tensor: readWeight(tf, value), holders: 0 };
      held.set(key, entry);
      entry.holders += 1;
      return await entry.tensor;
    },
    release(value) {
      const entry = held.get(keyOf(value))!;
      if (--entry.holders > 0) return;
      held.delete(keyOf(value));
      void entry.tensor.then((tensor) => tensor.dispose());
    },
  };
}

function keyOf(value: Value): string {
  const { location } = weightOf(value);
  return `${location.path}:${location.byteOffset}:${location.storage}:${value.shape}`;
}

function weightOf({ origin }: Value) {
  if (origin.kind !== "weight") throw new TypeError(`Cannot read a weight: it is a ${origin.kind}`);
  return origin;
}

async function readWeight(tf: TensorFlow, value: Value): Promise<Tensor> {
  const { name, location } = weightOf(value);
  const { path, byteOffset, byteLength, storage } = location;
  const entry = { name, dtype: storage, shape: value.shape, byteOffset, byteLength, path };
  const data = await readTensor({ tensors: new Map([[name, entry]]) }, name);
  return tf.tensor(data, [...value.shape], "float32");
}
