import { type Markup, markup, type MarkupPart, trusted } from "./markup.ts";

/**
 * What is folded away. It stands in a `<noscript>`, which is plain text to a browser that runs
 * scripts: nothing of it costs time until the fold is opened and the page's script puts it on the
 * page. Without scripts it is there all along. What unfolds within it comes with it.
 */
export function fold(
  summary: MarkupPart,
  content: Markup,
  { kind = "" }: { readonly kind?: string } = {},
): Markup {
  // The first end tag would end the outer one; no text from outside can hold one, all are escaped.
  const inside = trusted(content.html.replace(/<\/?noscript>/g, ""));
  return markup`<details class="fold${kind && ` ${kind}`}"><summary>${summary}</summary>
<noscript>${inside}</noscript></details>`;
}
