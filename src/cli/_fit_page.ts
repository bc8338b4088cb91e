// deno-lint-ignore-file no-console -- a command's result goes to the console
import type { FitPageOptions } from "../library/fit_page.ts";
import { fitPage } from "../library/fit_page.ts";
import type { Model } from "../library/model.ts";
import { writePage } from "../records/page.ts";
import { pageProgress } from "./_page_progress.ts";
import { usage, UsageError } from "./_run_command.ts";
import type { Talk } from "./_talk.ts";

/** What `fit --chunks` takes besides the flags of every fit. */
export interface PageFlags {
  /** true: as many tokens a chunk as is the library's default. */
  readonly chunks?: number | true;
  readonly recipe?: string;
  readonly arrangement: string;
  readonly numeric: string;
  readonly tokens?: number;
  readonly steps?: number;
  readonly seed: number;
  readonly batch?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * Finds out before anything is fetched what chunks cannot have.
 *
 * @throws UsageError
 */
export function mustBePageFlags(flags: PageFlags, texts: readonly string[]): void {
  const wrong = (why: string) => new UsageError(`Cannot fit in --chunks: ${why}`);
  if (texts.length > 1) throw wrong(`want one text, got ${texts.length}`);
  const { recipe, arrangement, numeric } = flags;
  if (recipe !== undefined) throw wrong("they have a recipe of their own, leave --recipe out");
  if (!/^\[e\]\[m\][×x]\(N[−-]1\)$/.test(arrangement)) {
    throw wrong("they have the arrangement [e][m]×(N−1), leave --arrangement out");
  }
  if (numeric !== "float32") throw wrong("they are float32, leave --numeric out");
}

/** Stores a text as chunks that share one m, and prints what is read back from them. */
export async function fitPageForCommand(
  model: Model,
  text: string,
  { flags, talk, ...surroundings }:
    & Required<Pick<FitPageOptions, "folder" | "signal">>
    & { readonly flags: PageFlags; readonly talk: Talk },
): Promise<void> {
  const { chunks, tokens, steps: maxSteps, seed, batch, out, json } = flags;
  const chunkTokens = chunks === true ? undefined : chunks;
  const progress = pageProgress(talk);
  const run = usage(() =>
    fitPage(model, text, {
      ...{ chunkTokens, tokens, maxSteps, seed, batch },
      ...surroundings,
      onEvent: progress.show,
    })
  );
  const page = await run.page;
  progress.over();
  if (out !== undefined) await writePage(out, page);
  const { bits: { vectors, ...bitsPerToken }, ids, width, exactAsFloat16, steps } = page;
  talk.line(
    `${ids.length} tokens in ${page.tokens.length} chunks, ${vectors} vectors of ${width}: ` +
      `${bitsPerToken.float32.toFixed(0)} bits a token; gzip takes ${
        bitsPerToken.gzip.toFixed(1)
      }, ` +
      `an arithmetic coder with this model ${bitsPerToken.arithmetic.toFixed(1)}`,
  );
  console.log(
    json
      ? JSON.stringify({
        model: model.id,
        tokens: ids.length,
        chunks: page.tokens.length,
        chunkTokens: page.tokens,
        vectors,
        width,
        bitsPerToken,
        exactAsFloat16,
        steps,
        text: page.text,
        out: out ?? null,
      })
      : page.text,
  );
}
