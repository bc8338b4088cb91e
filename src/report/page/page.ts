import { browserLibraries } from "./browser_libraries.ts";
import { sizing } from "../charts/chart.ts";
import { chartConfig } from "../charts/chart_config.ts";
import { contentSecurityPolicy } from "./content_security_policy.ts";
import foldScript from "./fold_script.js" with { type: "text" };
import { htmlDocument, sectionsPageStyle } from "./html_document.ts";
import type { Markup } from "./markup.ts";
import { inlineJson } from "./inline_json.ts";
import pageScript from "./page_script.js" with { type: "text" };
import ownStyle from "./page.css" with { type: "text" };
import { deflated } from "./deflated.ts";
import playerScript from "./player_script.js" with { type: "text" };
import { lightPalette, variablePalette } from "../charts/palette.ts";

/**
 * A page whose every byte is in it: styles, scripts, data and charts, under a policy of hashes. The
 * libraries are most of a small page's bytes and wait deflated until the first chart is drawn.
 */
export async function renderPage(
  { title, body }: { title: string; body: Markup },
): Promise<string> {
  const libraries = await browserLibraries();
  const scripts = [playerScript, foldScript, pageScript];
  const style = sectionsPageStyle(ownStyle);
  const policy = contentSecurityPolicy({ scripts: [...scripts, ...libraries], styles: [style] });
  const settings = {
    sizing: sizing("container"),
    shown: chartConfig(variablePalette),
    taken: chartConfig(lightPalette),
  };
  return htmlDocument({
    title,
    policy,
    head: `<style>${style}</style>`,
    body: [
      body.html,
      inlineJson(settings, { id: "chart-settings" }).html,
      ...libraries.map((text) =>
        `<script type="text/plain" class="library">${deflated(text)}</script>`
      ),
      ...scripts.map((script) => `<script>${script}</script>`),
    ].join("\n"),
  });
}
