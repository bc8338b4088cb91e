import type { KitShapeName } from "./kit_shapes.ts";

/** Who computes: our engine on a device, or PyTorch there. */
export type Computer =
  | { readonly who: "onepass"; readonly device: "cpu" | "webgpu" | "cuda" }
  | {
    readonly who: "pytorch eager" | "pytorch compile" | "transformers";
    readonly device: string;
    readonly python: string;
  };

/** One process's work: all sizes of a shape by one who computes. */
export interface Measurement {
  readonly shape: KitShapeName;
  readonly subject: "fit step" | "decoding";
  readonly by: Computer;
  readonly threads: number;
  /** Holds config.json and model.safetensors. */
  readonly folder: string;
}

/** What a measuring process says, a line each as soon as it is known. */
export type Said =
  | {
    readonly kind: "step";
    readonly B: number;
    readonly N: number;
    readonly roundsMilliseconds: readonly (readonly number[])[];
    /** Texts, since JSON has no NaN. */
    readonly firstLossNats: string;
    readonly lastLossNats: string;
    readonly about: Readonly<Record<string, unknown>>;
  }
  | {
    readonly kind: "decoding";
    readonly way: "one pass" | "autoregressive";
    readonly N: number;
    readonly roundsMilliseconds: readonly (readonly number[])[];
    readonly ids: readonly number[];
    readonly about: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "failed"; readonly B: number; readonly N: number; readonly reason: string };

/** Steps of a round: those before the clock is read, and those timed. */
export const stepsOfRound = { warmUpSteps: 2, steps: 5 } as const;

/** Rounds after an untimed one. A large model's on a CPU would use up the time of the rest. */
export function stepRounds({ device }: Pick<Computer, "device">): number {
  return device === "cpu" ? 2 : 4;
}

/** Turns of decoding. */
export const decodingRounds = 4;

/** For example "onepass on webgpu". */
export function nameOf({ who, device }: Pick<Computer, "who" | "device">): string {
  return `${who} on ${device}`;
}
