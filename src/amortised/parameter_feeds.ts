import { float32, type Tensor } from "../runtime/mod.ts";
import { type EncoderSizes, type Parameters, parameterSpecs } from "./encoder_sizes.ts";

/** Parameters as a graph's inputs. */
export function parameterFeeds(
  parameters: Parameters,
  { sizes, names }: { readonly sizes: EncoderSizes; readonly names: readonly string[] },
): Record<string, Tensor> {
  return Object.fromEntries(
    parameterSpecs(sizes).filter(({ name }) => names.includes(name))
      .map(({ name, shape }) => [name, float32(parameters.get(name)!, shape)]),
  );
}
