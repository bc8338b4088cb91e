/**
 * Reads `byteLength` bytes of an open file from `offset`. The caller has checked both against the
 * file's size, so a short read means that the file changed underneath.
 *
 * @throws {RangeError} when the file ends first
 */
export async function readExactly(
  file: Deno.FsFile,
  { offset, byteLength }: { offset: number; byteLength: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(byteLength);
  await file.seek(offset, Deno.SeekMode.Start);
  for (let filled = 0; filled < byteLength;) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) {
      throw new RangeError(
        `Cannot read ${byteLength} bytes at ${offset}: the file ended after ${filled}; it was ` +
          `changed while being read`,
      );
    }
    filled += count;
  }
  return bytes;
}
