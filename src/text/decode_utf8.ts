/** Byte order marks of what is not UTF-8; the longer ones first, since one begins with another. */
const otherMarks: readonly [encoding: string, mark: readonly number[]][] = [
  ["UTF-32", [0xff, 0xfe, 0, 0]],
  ["UTF-32", [0, 0, 0xfe, 0xff]],
  ["UTF-16", [0xff, 0xfe]],
  ["UTF-16", [0xfe, 0xff]],
];

/**
 * The text that `bytes` are in UTF-8, without the byte order mark that may stand first. Nothing is
 * replaced: a text that would come out changed is refused.
 *
 * @throws {SyntaxError} naming the first byte (from 0) that is not UTF-8, or the other encoding
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const marked = otherMarks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) throw otherEncoding(marked[0], "it begins with its byte order mark");
  // UTF-16 without a mark is mostly valid UTF-8, a NUL beside every letter; no text has so many.
  const zeros = bytes.reduce((count, byte) => count + Number(byte === 0), 0);
  if (zeros > 0 && zeros >= bytes.length / 4) {
    throw otherEncoding("UTF-16", `${zeros} of its ${bytes.length} bytes are zero`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const at = firstWrongByte(bytes);
    const value = bytes[at].toString(16).toUpperCase().padStart(2, "0");
    throw new SyntaxError(
      `it is not UTF-8 at byte ${at} (0x${value}); convert it, from Latin-1 with ` +
        `"iconv -f LATIN1 -t UTF-8"`,
    );
  }
}

function otherEncoding(encoding: string, sign: string): SyntaxError {
  return new SyntaxError(
    `it is ${encoding}, not UTF-8 (${sign}); convert it with "iconv -f ${encoding} -t UTF-8"`,
  );
}

/** Where decoding first has to put U+FFFD for bytes that are not U+FFFD's own. */
function firstWrongByte(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const encoder = new TextEncoder();
  let [at, from] = [0, 0];
  for (let found; (found = text.indexOf("\uFFFD", from)) !== -1;) {
    at += encoder.encode(text.slice(from, found)).length;
    const [a, b, c] = bytes.subarray(at);
    if (a !== 0xef || b !== 0xbf || c !== 0xbd) return at;
    [at, from] = [at + 3, found + 1];
  }
  throw new RangeError("Cannot find a wrong byte: the bytes are UTF-8");
}
