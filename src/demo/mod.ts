/**
 * The try-it page: a visitor's own browser reads a stored text back in one pass of a tiny model, beside
 * decoding it token by token, and times both. Static files with relative addresses; the graphs are the
 * ones this project lowers, run there by ONNX Runtime's WebAssembly build.
 *
 * @module
 */

export { demoSite, type Site } from "./demo_site.ts";
export { type ServedSite, serveSite } from "./serve_site.ts";
