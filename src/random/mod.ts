/**
 * Named random streams. Every random number of the project comes from one: a (seed, purpose,
 * index) names it, `fixtures/seeds.json` pins the seeds, and nothing calls `Math.random`.
 *
 * @module
 */
export { type Stream, stream } from "./stream.ts";
export { normals } from "./normal.ts";
export { pinnedStream, type Purpose, seeds } from "./seeds.ts";
