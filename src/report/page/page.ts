import { browserLibraries } from "./browser_libraries.ts";
import { chartConfig } from "../charts/chart_config.ts";
import { contentSecurityPolicy } from "./content_security_policy.ts";
import foldScript from "./fold_script.js" with { type: "text" };
import { htmlDocument, sectionsPageStyle } from "./html_document.ts";
import type { Markup } from "./markup.ts";
import { inlineJson } from "./inline_json.ts";
import pageScript from "./page_script.js" with { type: "text" };
import ownStyle from "./page.css" with { type: "text" };
import playerScript from "./player_script.js" with { type: "text" };
import { lightPalette, variablePalette } from "../charts/palette.ts";

/** A page whose every byte is in it: styles, scripts, data and charts, under a policy of hashes. */
export async function renderPage(
  { title, body }: { title: string; body: Markup },
): Promise<string> {
  const libraries = await browserLibraries();
  const scripts = [playerScript, foldScript, pageScript];
  const style = sectionsPageStyle(ownStyle);
  const policy = contentSecurityPolicy({ scripts: [...scripts, ...libraries], styles: [style] });
  const configs = { shown: chartConfig(variablePalette), taken: chartConfig(lightPalette) };
  return htmlDocument({
    title,
    policy,
    head: `<style>${style}</style>`,
    body: [
      body.html,
      inlineJson(configs, { id: "chart-config" }).html,
      ...libraries.map((text) => `<script type="text/plain" class="library">${text}</script>`),
      ...scripts.map((script) => `<script>${script}</script>`),
    ].join("\n"),
  });
}
