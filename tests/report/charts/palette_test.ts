import assert from "node:assert/strict";
import { darkPalette, lightPalette, type Palette } from "../../../src/report/charts/palette.ts";

for (const [name, palette] of [["light", lightPalette], ["dark", darkPalette]] as const) {
  Deno.test(`the ${name} palette keeps WCAG contrast: text 4.5, marks 3`, () => {
    for (const ground of [palette.page, palette.panel]) {
      for (const text of ["ink", "quiet", "link", "right", "wrong", "caution"] as const) {
        assertContrast(palette[text], { ground, least: 4.5, what: text });
      }
      for (const mark of palette.series) assertContrast(mark, { ground, least: 3, what: "series" });
    }
  });
}

function assertContrast(
  colour: string,
  { ground, least, what }: { ground: Palette["page"]; least: number; what: string },
) {
  const [dark, light] = [luminance(colour), luminance(ground)].sort((a, b) => a - b);
  const contrast = (light + 0.05) / (dark + 0.05);
  assert.ok(contrast >= least, `${what} ${colour} on ${ground}: ${contrast}, want ${least}`);
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
