import { unzipSync, zipSync } from "fflate";
import { pinnedVersion } from "../../records/pinned_version.ts";

/** What the bytes of a zip depend on beside its files. */
export const packer = `fflate ${pinnedVersion("fflate")}, level 9`;

/** Files by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** As much as a bundle may unpack to: reports have some tens of megabytes. */
const mostBytes = 500_000_000;

/** A zip whose bytes depend on its files alone: sorted, and all of one fixed time. */
export function zipped(files: Files): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => a < b ? -1 : 1);
  // In local time, as zips have theirs: the same fields everywhere.
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: new Date(1980, 0, 1) });
}

/** What a zip holds, and the files of it that do not unpack. */
export interface Unzipped {
  readonly files: Files;
  readonly broken: readonly string[];
}

/**
 * Unpacks a zip file by file, so that a harmed one is named.
 *
 * @throws {SyntaxError} where it is no zip, or unpacks to more than a bundle has
 */
export function unzipped(bytes: Uint8Array): Unzipped {
  const names: string[] = [];
  let size = 0;
  try {
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        names.push(name);
        size += originalSize;
        return false;
      },
    });
  } catch {
    throw new SyntaxError("it is no zip, or its table of contents is harmed");
  }
  if (names.length === 0) throw new SyntaxError("it is no zip, or an empty one");
  if (size > mostBytes) {
    throw new SyntaxError(`it unpacks to ${size} bytes, want at most ${mostBytes}`);
  }
  const files = new Map<string, Uint8Array>();
  const broken: string[] = [];
  for (const name of names) {
    try {
      files.set(name, unzipSync(bytes, { filter: (file) => file.name === name })[name]);
    } catch {
      broken.push(name);
    }
  }
  return { files, broken };
}

/** The file whose part of a zip holds a byte; null where that is the table of contents. */
export function fileAt(zip: Uint8Array, offset: number): string | null {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at + 30 <= zip.length && view.getUint32(at, true) === 0x04034b50;) {
    const [packed, name, extra] = [
      view.getUint32(at + 18, true),
      view.getUint16(at + 26, true),
      view.getUint16(at + 28, true),
    ];
    const next = at + 30 + name + extra + packed;
    if (offset < next) return new TextDecoder().decode(zip.subarray(at + 30, at + 30 + name));
    at = next;
  }
  return null;
}
