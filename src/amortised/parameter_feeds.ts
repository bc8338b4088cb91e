import { float32, type Tensor } from "../runtime/mod.ts";
import type { Parameters, ParameterSpec } from "./encoder_sizes.ts";

/** Parameters as a graph's inputs. */
export function parameterFeeds(
  parameters: Parameters,
  specs: readonly ParameterSpec[],
): Record<string, Tensor> {
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, float32(parameters.get(name)!, shape)]),
  );
}
