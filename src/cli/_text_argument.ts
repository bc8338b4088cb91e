import { decodeUtf8 } from "../text/mod.ts";
import { UsageError } from "./_run_command.ts";
import { osReason } from "./_writable.ts";

/** Names of the standard input, where the text may come from. */
const standardInput = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/** What the texts are given for, in the words of messages. */
type Purpose = "fit" | "encode";

/**
 * The texts that the user gave, exactly: as arguments, in one file, or on stdin. One alone where there
 * is a file to write.
 *
 * @throws UsageError
 */
export async function textsGiven(
  { text, file, out }: {
    readonly text?: readonly string[];
    readonly file?: string;
    readonly out?: string;
  },
  { to }: { readonly to: Purpose },
): Promise<string[]> {
  if ((text === undefined) === (file === undefined)) {
    throw new UsageError(`Cannot ${to}: want either --text or --file`);
  }
  const texts = text === undefined
    ? [await textOfFile(file!)]
    : text.map((one) => intact(one, { to }));
  if (texts.some((one) => one.trim() === "")) {
    throw new UsageError(`Cannot ${to} an empty text: give it at least one word`);
  }
  if (out !== undefined && texts.length > 1) {
    throw new UsageError(`Cannot write ${texts.length} texts to one --out: ${to} them one by one`);
  }
  return texts;
}

/** An argument is decoded before the program sees it, and what was not UTF-8 is U+FFFD by then. */
function intact(text: string, { to }: { readonly to: Purpose }): string {
  const at = [...text].indexOf("\uFFFD");
  if (at === -1) return text;
  throw new UsageError(
    `Cannot ${to} --text: its character ${
      at + 1
    } is U+FFFD, which stands for bytes that were not ` +
      `UTF-8; a text that has that very character can be given with --file`,
  );
}

async function textOfFile(file: string): Promise<string> {
  const bytes = await bytesOf(file);
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw new UsageError(`Cannot read --file "${file}": ${(error as Error).message}`);
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  if (standardInput.includes(file)) {
    return new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer());
  }
  try {
    const { isFile, isDirectory } = await Deno.stat(file);
    if (isDirectory) throw new UsageError(`Cannot read --file "${file}": it is a folder`);
    if (!isFile) throw noOrdinaryFile(file);
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Devices and other processes' files are more than the commands may read.
    if (error instanceof Deno.errors.NotCapable) throw noOrdinaryFile(file);
    throw new UsageError(`Cannot read --file "${file}": ${osReason(error)}`);
  }
}

function noOrdinaryFile(file: string): UsageError {
  return new UsageError(
    `Cannot read --file "${file}": it is no ordinary file; pass one, or the text on stdin with ` +
      `--file -`,
  );
}
