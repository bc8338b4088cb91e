import { shuffled } from "../experiments/shuffled.ts";
import { pinnedStream } from "../random/mod.ts";
import { bookOf, listTexts, loadText, type Tokenizer } from "../text/mod.ts";

/** What texts are measured together: the verdict rests on prose. */
export const genres = ["prose", "verse", "speeches"] as const;

export type Genre = typeof genres[number];

/** By title: every evaluation book, decided before any encoder was trained. */
const verse = ["Paradise Lost", "Leaves of Grass"];
const speeches = ["State of the Union address"];

/** A committed text as ids, which no encoder was trained on. */
export interface MeasuredText {
  readonly id: string;
  readonly book: string;
  readonly ids: readonly number[];
}

/** The evaluation texts of a genre, books mixed. */
export async function measuredTexts(genre: Genre, tokenizer: Tokenizer): Promise<MeasuredText[]> {
  const wanted = listTexts().filter(({ split, title }) =>
    split === "evaluation" && genreOf(title) === genre
  );
  const texts = await Promise.all(wanted.map(async ({ id, source }) => ({
    id,
    book: source === "written" ? "written for this project" : bookOf(id),
    ids: tokenizer.encode((await loadText(id)).text),
  })));
  return shuffled(texts, pinnedStream("text-choice"));
}

/** Every genre's texts, which are the same at each length. */
export type TextsByGenre = Readonly<Record<Genre, readonly MeasuredText[]>>;

export async function textsByGenre(tokenizer: Tokenizer): Promise<TextsByGenre> {
  const all = await Promise.all(
    genres.map(async (genre) => [genre, await measuredTexts(genre, tokenizer)] as const),
  );
  return Object.fromEntries(all) as Record<Genre, MeasuredText[]>;
}

function genreOf(title: string): Genre {
  if (verse.includes(title)) return "verse";
  return speeches.includes(title) ? "speeches" : "prose";
}

/** A text cut into runs of N ids, one after another; what is left over is dropped. */
export function windowsOf({ ids }: Pick<MeasuredText, "ids">, tokens: number): number[][] {
  const count = Math.floor(ids.length / tokens);
  return Array.from({ length: count }, (_, at) => ids.slice(at * tokens, (at + 1) * tokens));
}
