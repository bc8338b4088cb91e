/**
 * Writes a line to stderr. Where nobody listens any more (a closed terminal, a pipe whose reader has
 * gone) it is lost: the work must not be.
 */
export function say(line: string): void {
  // A status that stays open is not gone on with.
  const lead = atLineStart || line.startsWith("\n") ? "" : "\n";
  sayRaw(`${lead}${line}\n`);
}

let atLineStart = true;

/** The same without a line's end. */
export function sayRaw(text: string): void {
  if (text !== "") atLineStart = text.endsWith("\n");
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch {
    // See above.
  }
}
