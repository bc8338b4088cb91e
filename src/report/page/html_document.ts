import { darkPalette, lightPalette, paletteVariables } from "../charts/palette.ts";
import baseStyle from "./base.css" with { type: "text" };
import sectionsStyle from "./sections.css" with { type: "text" };
import { escapeHtml } from "./markup.ts";

/** A page's style sheet: both palettes, what all pages have, then its own. */
export function pageStyle(own: string): string {
  return `:root{${paletteVariables(lightPalette)}}
@media screen and (prefers-color-scheme:dark){:root{${paletteVariables(darkPalette)}}}
${baseStyle}${own}`;
}

/** That of a page of sections with tables. */
export function sectionsPageStyle(own: string): string {
  return pageStyle(sectionsStyle + own);
}

/** An HTML document; `head` and `body` are HTML already, styles and scripts included. */
export function htmlDocument(
  { title, policy, head, body }: {
    readonly title: string;
    /** Its Content-Security-Policy. */
    readonly policy: string;
    readonly head: string;
    readonly body: string;
  },
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
