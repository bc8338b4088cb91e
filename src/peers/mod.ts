/**
 * Programs of other makes that do what ours do, each in a process of its own, so that they can be
 * timed beside ours.
 *
 * @module
 */
export type { DecodingContestant, DecodingRun, DecodingWork } from "./decoding_contestant.ts";
export { type DecodingPeerStart, startDecodingPeer } from "./decoding_peer.ts";
export { type LineProcess, type LineProcessOptions, startLineProcess } from "./line_process.ts";
export { MissingPeerError } from "./missing_peer_error.ts";
export {
  findLlamaCpp,
  type FoundLlamaCpp,
  nodePeerCure,
  type NodePeerOptions,
  nodePeerScript,
  startLlamaCpp,
} from "./llama_cpp.ts";
