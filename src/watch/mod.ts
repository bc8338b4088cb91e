/**
 * A run as it goes on, on one page: how far it is, the curves of the fits that run, who works on it, and
 * the claims as their verdicts come. Only reads; whoever works on the run need not know of it.
 *
 *     folder or queue ─► sections (plain data) ─► feed ─► server-sent events ─► the page's script
 *
 * @module
 */
export { type Feed, watchedFeed } from "./feed.ts";
export { isLoopback, randomToken } from "./guard.ts";
export { type ServedWatch, serveWatch } from "./serve_watch.ts";
export { watchQueue } from "./watch_queue.ts";
export { watchStore } from "./watch_store.ts";
