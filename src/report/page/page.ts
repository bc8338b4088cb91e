import { browserLibraries } from "./browser_libraries.ts";
import { chartConfig } from "../charts/chart_config.ts";
import { contentSecurityPolicy } from "./content_security_policy.ts";
import foldScript from "./fold_script.js" with { type: "text" };
import { escapeHtml, type Markup } from "./markup.ts";
import { inlineJson } from "./inline_json.ts";
import pageScript from "./page_script.js" with { type: "text" };
import pageStyle from "./page.css" with { type: "text" };
import playerScript from "./player_script.js" with { type: "text" };
import { darkPalette, lightPalette, paletteVariables, variablePalette } from "../charts/palette.ts";

/** A page whose every byte is in it: styles, scripts, data and charts, under a policy of hashes. */
export async function renderPage(
  { title, body }: { title: string; body: Markup },
): Promise<string> {
  const libraries = await browserLibraries();
  const scripts = [playerScript, foldScript, pageScript];
  const style = `:root{${paletteVariables(lightPalette)}}
@media screen and (prefers-color-scheme:dark){:root{${paletteVariables(darkPalette)}}}
${pageStyle}`;
  const policy = contentSecurityPolicy({ scripts: [...scripts, ...libraries], styles: [style] });
  const configs = { shown: chartConfig(variablePalette), taken: chartConfig(lightPalette) };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body.html}
${inlineJson(configs, { id: "chart-config" }).html}
${libraries.map((text) => `<script type="text/plain" class="library">${text}</script>`).join("\n")}
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}
