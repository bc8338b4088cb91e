/**
 * Rotary angles far from the start, where float32 rounding of position × frequency shows. Expected:
 * transformers 5.23.0 on torch 2.15.0, `LlamaRotaryEmbedding(config)(x, positions)` (for Pythia
 * `GPTNeoXRotaryEmbedding`) of a config with the settings below, at six of the angles.
 */
import { type ModelConfig, rotaryAngles } from "../../src/models/mod.ts";
import { assertAgrees } from "../kernels/agreement.ts";

type Rotary = Pick<ModelConfig, "rotaryWidth" | "rotaryBase" | "rotaryScaling">;

interface Known {
  readonly settings: Rotary;
  readonly angles: readonly number[];
  /** For positions 1, 777 and 2047. */
  readonly cos: readonly (readonly number[])[];
  readonly sin: readonly (readonly number[])[];
}

const positions = [1, 777, 2047];

const known: Readonly<Record<string, Known>> = {
  "SmolLM2-135M": {
    settings: { rotaryWidth: 64, rotaryBase: 100000, rotaryScaling: null },
    angles: [0, 1, 10, 16, 21, 31],
    cos: [
      [0.540302336, 0.766237974, 0.999625087, 0.999994993, 0.999999881, 1],
      [-0.517718196, -0.285590678, -0.755991161, -0.774733543, 0.918469429, 0.999938011],
      [0.249715254, -0.568963885, 0.880812347, 0.982004762, 0.47907719, 0.999569774],
    ],
    sin: [
      [0.841470957, 0.642556906, 0.027380774, 0.003162273, 0.000523299, 1.433e-5],
      [-0.855551183, 0.958351672, 0.654581845, 0.63228786, 0.395491928, 0.011134278],
      [-0.968319297, 0.822362483, -0.473465562, 0.188856319, 0.877772748, 0.029329564],
    ],
  },
  "Llama-3.2-1B": {
    settings: {
      rotaryWidth: 64,
      rotaryBase: 500000,
      rotaryScaling: {
        factor: 32,
        lowFrequencyFactor: 1,
        highFrequencyFactor: 4,
        originalContext: 8192,
      },
    },
    angles: [0, 1, 10, 16, 21, 31],
    cos: [
      [0.540302336, 0.787779093, 0.99986285, 0.99999994, 1, 1],
      [-0.517718196, 0.922237158, 0.955013335, 0.944815457, 0.999990225, 1],
      [0.249715254, 0.340056509, -0.791035891, 0.637688518, 0.99993223, 1],
    ],
    sin: [
      [0.841470957, 0.615957856, 0.016559685, 0.000429557, 5.687e-6, 9.4e-8],
      [-0.855551183, 0.386624694, 0.296562821, 0.327603102, 0.004418965, 7.318e-5],
      [-0.968319297, 0.940405011, 0.611769736, 0.770294309, 0.011641501, 0.000192793],
    ],
  },
  "Pythia-160M": {
    settings: { rotaryWidth: 16, rotaryBase: 10000, rotaryScaling: null },
    angles: [0, 1, 2, 4, 5, 7],
    cos: [
      [0.540302336, 0.950415313, 0.995004177, 0.999949992, 0.999994993, 0.99999994],
      [-0.517718196, 0.787075877, -0.667602956, 0.083882965, -0.774733543, 0.9699651],
      [0.249715254, 0.98874855, -0.879267335, -0.049626671, 0.982004762, 0.797703862],
    ],
    sin: [
      [0.841470957, 0.310983598, 0.099833421, 0.009999833, 0.003162273, 0.000316228],
      [-0.855551183, 0.616856217, 0.744517446, 0.996475637, 0.63228786, 0.243244082],
      [-0.968319297, 0.14958711, -0.476328611, 0.998767853, 0.188856319, 0.603049397],
    ],
  },
};

for (const [model, { settings, angles, cos, sin }] of Object.entries(known)) {
  Deno.test(`rotaryAngles() are transformers', ${model}`, () => {
    const got = rotaryAngles(settings as ModelConfig, positions);
    const half = settings.rotaryWidth / 2;
    for (const [name, values, want] of [["cos", got.cos, cos], ["sin", got.sin, sin]] as const) {
      const shape = [positions.length, angles.length];
      const picked = positions.flatMap((_, row) => angles.map((i) => values[row * half + i]));
      assertAgrees({ shape, data: picked }, {
        want: { shape, data: want.flat() },
        tolerance: { absolute: 1.5e-7, relative: 0 },
        what: `${model}, ${name}`,
      });
    }
  });
}
