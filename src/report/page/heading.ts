import { type Markup, markup } from "./markup.ts";

/** A heading with a link to itself; what `id` names must be around it or be it. */
export function heading(
  level: 2 | 3,
  { id, title }: { readonly id: string; readonly title: string },
): Markup {
  const link = markup`<a class="permalink" href="#${id}" aria-label="Link to: ${title}">#</a>`;
  return level === 2 ? markup`<h2>${title} ${link}</h2>` : markup`<h3>${title} ${link}</h3>`;
}
