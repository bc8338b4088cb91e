/** The colours of a page and its charts. Text on `page` and on `panel` has contrast 4.5 or more. */
export interface Palette {
  readonly page: string;
  readonly panel: string;
  readonly ink: string;
  /** Secondary text. */
  readonly quiet: string;
  readonly rule: string;
  readonly link: string;
  readonly right: string;
  readonly wrong: string;
  readonly caution: string;
  /** One colour a series; shapes and dashes tell them apart too. */
  readonly series: readonly string[];
}

export const lightPalette: Palette = {
  page: "#fdfcf9",
  panel: "#f5f3ed",
  ink: "#20242a",
  quiet: "#5b626d",
  rule: "#dedad0",
  link: "#1f5a99",
  right: "#2c7a68",
  wrong: "#b23a34",
  caution: "#8a5a00",
  series: ["#2f5aa8", "#bb5519", "#35764a", "#7a4795", "#80650a"],
};

export const darkPalette: Palette = {
  page: "#14171b",
  panel: "#1c2127",
  ink: "#e8e5de",
  quiet: "#a5acb7",
  rule: "#363d47",
  link: "#8fbdf2",
  right: "#63bfa8",
  wrong: "#f08e84",
  caution: "#e0b354",
  series: ["#8fb3f5", "#f3a56f", "#86cb98", "#cda4e2", "#dcc160"],
};

/**
 * The colours as CSS variables. A chart drawn with these follows the page into the dark and onto
 * paper by itself, without being drawn again, whether or not scripts run.
 */
export const variablePalette: Palette = {
  page: "var(--page)",
  panel: "var(--panel)",
  ink: "var(--ink)",
  quiet: "var(--quiet)",
  rule: "var(--rule)",
  link: "var(--link)",
  right: "var(--right)",
  wrong: "var(--wrong)",
  caution: "var(--caution)",
  series: lightPalette.series.map((_, i) => `var(--series-${i + 1})`),
};

/** The declarations that give the variables their colours. */
export function paletteVariables({ series, ...palette }: Palette): string {
  const named = Object.entries(palette);
  const numbered = series.map((colour, i) => [`series-${i + 1}`, colour]);
  return [...named, ...numbered].map(([name, colour]) => `--${name}:${colour}`).join(";");
}
