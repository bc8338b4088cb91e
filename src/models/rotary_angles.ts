import type { ModelConfig } from "./config.ts";

/** cos and sin [N, r/2] of the given positions, r = `rotaryWidth`. */
export interface RotaryAngles {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Angles of rotary position embedding, rounded to float32 after each operation as PyTorch does:
 * at large positions the rounding of position × frequency is what the logits see.
 */
export function rotaryAngles(config: ModelConfig, positions: readonly number[]): RotaryAngles {
  const frequencies = inverseFrequencies(config);
  const half = frequencies.length;
  const cos = new Float32Array(positions.length * half);
  const sin = new Float32Array(positions.length * half);
  positions.forEach((position, row) => {
    frequencies.forEach((frequency, i) => {
      const angle = Math.fround(position * frequency);
      cos[row * half + i] = Math.cos(angle);
      sin[row * half + i] = Math.sin(angle);
    });
  });
  return { cos, sin };
}

/** base^(−2i/r) for i = 0…r/2−1, scaled where the config asks for it. */
function inverseFrequencies({ rotaryWidth, rotaryBase, rotaryScaling }: ModelConfig): number[] {
  const { fround } = Math;
  return Array.from({ length: rotaryWidth / 2 }, (_, i) => {
    const frequency = fround(1 / fround(rotaryBase ** fround((2 * i) / rotaryWidth)));
    if (rotaryScaling === null) return frequency;
    // Llama 3.1's rule: long waves are stretched by `factor`, short ones kept, between them a blend.
    const { factor, lowFrequencyFactor, highFrequencyFactor, originalContext } = rotaryScaling;
    const turns = fround(originalContext / fround(fround(2 * Math.PI) / frequency));
    if (turns < lowFrequencyFactor) return fround(frequency / factor);
    if (turns > highFrequencyFactor) return frequency;
    const blend = fround((turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor));
    return fround(fround(fround(1 - blend) * frequency) / factor + fround(blend * frequency));
  });
}
