/** Reads little-endian values one after the other, never past `end`. */
export interface ByteCursor {
  readonly position: number;
  /** Bytes left before `end`. */
  readonly remaining: number;
  /** The next bytes; valid until the next call. `what` names them in the error. */
  take(byteLength: number, what: string): DataView<ArrayBuffer>;
}

const WINDOW_BYTES = 1 << 20;

/**
 * A cursor over an open file, from its start to byte `end`. Holds a window of it, not the whole: a
 * header is a few megabytes before gigabytes of weights.
 *
 * @throws {RangeError} from `take` when fewer bytes are left
 */
export function byteCursor(
  file: Deno.FsFile,
  { end, fail }: { end: number; fail: (state: string) => Error },
): ByteCursor {
  let buffer = new Uint8Array(new ArrayBuffer(Math.min(WINDOW_BYTES, end)));
  let bufferStart = 0;
  let filled = 0;
  let position = 0;

  function refill(byteLength: number): void {
    const kept = buffer.subarray(position - bufferStart, filled);
    const next = new Uint8Array(Math.min(Math.max(byteLength, WINDOW_BYTES), end - position));
    next.set(kept);
    bufferStart = position;
    filled = kept.length;
    buffer = next;
    while (filled < byteLength) {
      const count = file.readSync(buffer.subarray(filled));
      if (count === null) throw fail(`it ended at byte ${bufferStart + filled} while being read`);
      filled += count;
    }
  }

  return {
    get position() {
      return position;
    },
    get remaining() {
      return end - position;
    },
    take(byteLength, what) {
      if (byteLength > end - position) {
        throw fail(
          `${what} at byte ${position} takes ${byteLength} bytes, ${end - position} are left`,
        );
      }
      if (position + byteLength > bufferStart + filled) refill(byteLength);
      const view = new DataView(buffer.buffer, position - bufferStart, byteLength);
      position += byteLength;
      return view;
    },
  };
}
