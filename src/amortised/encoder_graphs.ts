import { gradients } from "../autodiff/mod.ts";
import { type Graph, input, type Value, verify } from "../graph/mod.ts";
import { multiply, reduceSum } from "../kernels/mod.ts";
import { encoded, type Frozen } from "./_network.ts";
import {
  type EncoderSizes,
  lengthName,
  type ParameterSpec,
  parameterSpecs,
} from "./encoder_sizes.ts";

export type { Frozen };

/** What an encoder's graph is made for: B texts of N tokens. */
export interface EncoderGraphOptions {
  readonly sizes: EncoderSizes;
  readonly frozen: Frozen;
  readonly batch: number;
  readonly tokens: number;
}

/** `ids` int64 [B, N] and the parameters → `proto` [B, K, D]. */
export function encodeGraph({ batch, tokens, ...options }: EncoderGraphOptions): Graph {
  const ids = input("ids", [batch, tokens], "int64");
  const parameters = parameterInputs(options.sizes, tokens);
  const proto = encoded(ids, { parameters, ...options });
  return verify({ inputs: { ids, ...Object.fromEntries(parameters) }, outputs: { proto } });
}

/** The parameter whose value no gradient asks for, its own included: it is added last. */
const unread = "output bias";

/** Name of the output that is a parameter's gradient. */
export const gradientName = (parameter: string) => `gradient of ${parameter}`;

/**
 * The way back: `upstream` [B, K, D], a loss's gradient with respect to `proto`, becomes its gradient
 * with respect to every parameter that texts of N tokens are read with. Inputs are those of
 * {@link encodeGraph} without the output's bias. It goes forward once more, which costs a twentieth of
 * the frozen model's step and leaves that step's graph as fits have it.
 */
export function encoderGradientGraph({ batch, tokens, ...options }: EncoderGraphOptions): Graph {
  const { sizes } = options;
  const ids = input("ids", [batch, tokens], "int64");
  const upstream = input("upstream", [batch, sizes.vectors, sizes.width]);
  const parameters = parameterInputs(sizes, tokens);
  const proto = encoded(ids, { parameters, ...options });
  const names = [...parameters.keys()];
  const along = reduceSum(multiply(proto, upstream), [0, 1, 2]);
  const found = gradients(along, [...parameters.values()]);
  parameters.delete(unread);
  return verify({
    inputs: { ids, upstream, ...Object.fromEntries(parameters) },
    outputs: Object.fromEntries(names.map((name, at) => [gradientName(name), found[at]])),
  });
}

/** The parameters that texts of N tokens are read with. */
export function parametersFor(
  sizes: EncoderSizes,
  { tokens, backwards = false }: { readonly tokens: number; readonly backwards?: boolean },
): readonly ParameterSpec[] {
  const others = sizes.lengths.filter((length) => length !== tokens).map(lengthName);
  return parameterSpecs(sizes).filter(({ name }) =>
    !others.includes(name) && !(backwards && name === unread)
  );
}

function parameterInputs(sizes: EncoderSizes, tokens: number): Map<string, Value> {
  return new Map(
    parametersFor(sizes, { tokens }).map(({ name, shape }) => [name, input(name, shape)]),
  );
}
