import type { StepSize } from "./contestant.ts";
import type { GrowthShape } from "./growth_model.ts";

/** Along which quantity points are compared. */
export type GrowthAxis = "N" | "B" | "layers" | "width";

/** One thing to time. */
export interface GrowthPoint {
  readonly shape: GrowthShape;
  readonly size: StepSize;
}

/** Points that differ in one quantity only, in its order. */
export interface GrowthLine {
  readonly axis: GrowthAxis;
  readonly points: readonly GrowthPoint[];
}

/** The value of a point along an axis. */
export function along(axis: GrowthAxis, { shape, size }: GrowthPoint): number {
  return { N: size.tokens, B: size.batch, layers: shape.layers, width: shape.width }[axis];
}

/** What the grid must fit in. */
export interface GrowthBounds {
  readonly base: GrowthShape;
  readonly tokens: readonly number[];
  readonly batches: readonly number[];
  readonly layers: readonly number[];
  readonly widths: readonly number[];
  /** Fixed while another quantity moves. */
  readonly size: StepSize;
}

/** Some ten seconds a round on two cores. */
export const quickGrid: GrowthBounds = {
  base: { layers: 4, width: 256, vocabulary: 4096 },
  tokens: [8, 16, 32, 64, 128, 256, 512],
  batches: [1, 2, 4, 8, 16, 32],
  layers: [2, 4, 8, 16],
  widths: [128, 256, 512],
  size: { batch: 1, tokens: 32 },
};

/** A shape nearer to real models; minutes to tens of minutes. */
export const fullGrid: GrowthBounds = {
  base: { layers: 8, width: 512, vocabulary: 16384 },
  tokens: [8, 16, 32, 64, 128, 256, 512],
  batches: [1, 2, 4, 8, 16, 32],
  layers: [2, 4, 8, 16, 32],
  widths: [128, 256, 512, 1024],
  size: { batch: 1, tokens: 64 },
};

/** N at one text, B at a fixed N, and the model's two sizes at a fixed B and N. */
export function growthLines(bounds: GrowthBounds): GrowthLine[] {
  const { base, size } = bounds;
  return [
    {
      axis: "N",
      points: bounds.tokens.map((tokens) => ({ shape: base, size: { ...size, tokens } })),
    },
    {
      axis: "B",
      points: bounds.batches.map((batch) => ({ shape: base, size: { ...size, batch } })),
    },
    {
      axis: "layers",
      points: bounds.layers.map((layers) => ({ shape: { ...base, layers }, size })),
    },
    {
      axis: "width",
      points: bounds.widths.map((width) => ({ shape: { ...base, width }, size })),
    },
  ];
}
