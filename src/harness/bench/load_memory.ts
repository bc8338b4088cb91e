/** Memory of this process that is in RAM, as Linux counts it. */
export interface ResidentMemory {
  /** Most there ever was, anonymous and file-backed together (VmHWM). */
  readonly peakBytes: number;
  /** Memory of the process's own (RssAnon): heaps, packed weights, activations. */
  readonly anonymousBytes: number;
  /** Mapped files (RssFile): programs and weights in place. Shared, and given back under pressure. */
  readonly fileBytes: number;
}

/** What /proc/self/status says now. Deno shows it to a process with every permission only. */
export async function residentMemory(): Promise<ResidentMemory> {
  return parseMemory(await Deno.readTextFile("/proc/self/status"));
}

/**
 * The memory lines of a /proc/…/status.
 *
 * @throws {SyntaxError} where one is missing
 */
export function parseMemory(status: string): ResidentMemory {
  const bytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status);
    if (found !== null) return 1024 * Number(found[1]);
    throw new SyntaxError(`Cannot read memory of a process: its status has no line "${name}"`);
  };
  return {
    peakBytes: bytes("VmHWM"),
    anonymousBytes: bytes("RssAnon"),
    fileBytes: bytes("RssFile"),
  };
}
