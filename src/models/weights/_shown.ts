/** A name out of a file, fit for an error: one line, short, without control characters. */
export function shown(text: string): string {
  // deno-lint-ignore no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "·");
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
