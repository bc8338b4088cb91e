/** Markup that is safe to put on a page as it stands. Made by {@linkcode markup} only. */
export interface Markup {
  readonly html: string;
}

/** What may stand between the braces of a template; `null`, `undefined` and `false` print nothing. */
export type MarkupPart =
  | Markup
  | string
  | number
  | null
  | undefined
  | false
  | readonly MarkupPart[];

/**
 * A template that escapes every value put into it. Values may stand in text and between the quotes
 * of an attribute, nowhere else (never inside `<script>` or `<style>`, never an unquoted attribute).
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(markup`<b>${"1 < 2"}</b>`.html, "<b>1 &lt; 2</b>");
 * ```
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return { html: strings.reduce((all, text, i) => all + print(parts[i - 1]) + text) };
}

/** Text as it must be written in HTML text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("&#38;", "&amp;").replaceAll("&#60;", "&lt;").replaceAll("&#62;", "&gt;");
}

/** Marks text as markup: for what this folder generated itself, never for data. */
export function trusted(text: string): Markup {
  return { html: text };
}

function print(part: MarkupPart): string {
  if (part === null || part === undefined || part === false) return "";
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escapeHtml(part);
  if ("html" in part) return part.html;
  return part.map(print).join("");
}
