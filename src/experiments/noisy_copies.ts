import { normals, type Stream } from "../random/mod.ts";

/**
 * Copies of the vectors `proto` [K, D] with normal noise added, σ times each vector's own root mean
 * square: [σ][draw]. A draw's noise has one direction and grows with σ, so that steps of the ladder
 * differ in size alone.
 */
export function noisyCopies(
  proto: Float32Array,
  { width, sigmas, draws, stream }: {
    /** D. */
    readonly width: number;
    readonly sigmas: readonly number[];
    readonly draws: number;
    readonly stream: Stream;
  },
): Float32Array[][] {
  const noises = Array.from({ length: draws }, () => normals(stream, proto.length));
  const scales: number[] = [];
  for (let at = 0; at < proto.length; at += width) {
    const vector = proto.subarray(at, at + width);
    scales.push(Math.hypot(...vector) / Math.sqrt(width));
  }
  return sigmas.map((sigma) =>
    noises.map((noise) =>
      proto.map((value, i) => value + sigma * scales[Math.floor(i / width)] * noise[i])
    )
  );
}
