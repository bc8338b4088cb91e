import { pinnedStream } from "../random/mod.ts";
import {
  bookOf,
  committedTexts,
  type Download,
  englishWords,
  fanficTexts,
  gloveOrStandIn,
  pg19Texts,
  randomTexts,
  type TextRecord,
} from "../text/mod.ts";
import type { FitPlan } from "./fit_plan.ts";
import { shuffled } from "./shuffled.ts";

/** Which texts are asked for; generated ones are the model's own and come from elsewhere. */
export interface TextsWanted extends Pick<FitPlan, "words"> {
  readonly source: Exclude<FitPlan["source"], "generated">;
  readonly count: number;
}

/** Gets texts, the first of them the same however many are asked for. */
export type TextSupply = (wanted: TextsWanted) => Promise<readonly TextRecord[]>;

export interface TextSupplyOptions {
  /**
   * Whether PG-19 is the dataset that the paper takes its texts from, where it can be had; otherwise
   * it is the committed excerpts, which say what they stand in for.
   */
  readonly published?: boolean;
  readonly download?: Download;
  /** Told once where published texts cannot be had. */
  readonly onStandIn?: (source: string, reason: string) => void;
}

/** A supply for one run: what is downloaded is downloaded once. */
export function textSupply(
  { published = false, download = fetched, onStandIn = () => {} }: TextSupplyOptions = {},
): TextSupply {
  const downloads = new Map<string, Promise<readonly TextRecord[]>>();
  const once = async (name: string, count: number, get: () => Promise<TextRecord[]>) => {
    const had = await downloads.get(name);
    if (had !== undefined && had.length >= count) return had.slice(0, count);
    const got = get();
    downloads.set(name, got);
    return await got;
  };
  let reachable = published;
  let list: ReturnType<typeof gloveOrStandIn> | undefined;
  const wordList = async () => {
    const reasons: string[] = [];
    const onFailed = (_: string, reason: string) => void reasons.push(reason);
    const found = await gloveOrStandIn({ download, onFailed });
    if (found.standIn !== undefined) onStandIn("random", reasons.join("; "));
    return found;
  };
  return async ({ source, count, words }) => {
    switch (source) {
      case "random":
        if (words !== "glove") return randomTexts(await englishWords(), { count });
        list ??= wordList();
        return randomTexts(await list, { count });
      case "fanfics":
        return await once(source, count, () => fanficTexts({ count, download }));
      case "pg19":
        if (reachable) {
          try {
            return await once(source, count, () => pg19Texts({ count, download }));
          } catch (error) {
            reachable = false;
            onStandIn(source, (error as Error).message);
          }
        }
        return await committed(source, count);
      default:
        return await committed(source, count);
    }
  };
}

async function committed(
  source: Exclude<TextsWanted["source"], "random" | "fanfics">,
  count: number,
): Promise<TextRecord[]> {
  const all = bookByBook(shuffled(await committedTexts(source), pinnedStream("text-choice")));
  if (count <= all.length) return all.slice(0, count);
  throw new RangeError(
    `Cannot take ${count} texts of source "${source}": ${all.length} are committed`,
  );
}

/** One text of each book, then a second of each: a few texts are of as many books as there are. */
function bookByBook(texts: readonly TextRecord[]): TextRecord[] {
  const books = [...Map.groupBy(texts, ({ id }) => bookOf(id)).values()];
  const longest = Math.max(0, ...books.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => books.flatMap((book) => book.slice(at, at + 1)))
    .flat();
}

async function fetched(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot get ${url}: it answers ${response.status}`);
  return await response.bytes();
}
