/** A peer cannot take part here; the message says why, and how to get it where that is known. */
export class MissingPeerError extends Error {}
