import { type Markup, trusted } from "./markup.ts";

/**
 * Data for the page's script, as a data block. `<` is written as an escape, so that no string in
 * the data can end the element or open a comment; a data block is not run, so it needs no hash.
 */
export function inlineJson(value: unknown, { id }: { id?: string } = {}): Markup {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  const attribute = id === undefined ? "" : ` id="${id}"`;
  return trusted(`<script type="application/json"${attribute}>${json}</script>`);
}
