import { format as stdFormat } from "@std/fmt/duration.js";

/** Deno std's duration, whose npm copy ships no types: milliseconds as "4m 10s". */
export const format: (milliseconds: number) => string = (milliseconds) =>
  milliseconds < 1000 ? "0s" : stdFormat(milliseconds, { ignoreZero: true });
