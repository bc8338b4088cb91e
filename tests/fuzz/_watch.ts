/** What a reader does while it reads: which files it opens, how much it allocates at once. */

export interface Watch extends Disposable {
  /** Paths opened or asked about. */
  readonly paths: Set<string>;
  /** Bytes of the largest typed array made. */
  largest: number;
}

const ARRAYS = ["ArrayBuffer", "Uint8Array", "Uint16Array", "Uint32Array", "Float32Array"] as const;
const CALLS = ["open", "stat", "lstat", "realPath", "readTextFile", "readFile"] as const;

/** Starts watching; disposing stops it. */
export function watch(): Watch {
  const seen: Watch = { paths: new Set(), largest: 0, [Symbol.dispose]: restore };
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => unknown>;
  const deno = Deno as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = {
    arrays: ARRAYS.map((name) => globals[name]),
    calls: CALLS.map((name) => deno[name]),
  };
  for (const name of ARRAYS) {
    globals[name] = new Proxy(globals[name], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget) as ArrayBuffer;
        // A view of a buffer that is there already takes no memory.
        if (typeof args[0] === "number") seen.largest = Math.max(seen.largest, made.byteLength);
        return made;
      },
    });
  }
  for (const [i, name] of CALLS.entries()) {
    deno[name] = (...args) => {
      seen.paths.add(String(args[0]));
      return originals.calls[i].apply(Deno, args);
    };
  }

  function restore(): void {
    for (const [i, name] of ARRAYS.entries()) globals[name] = originals.arrays[i];
    for (const [i, name] of CALLS.entries()) deno[name] = originals.calls[i];
  }

  return seen;
}
