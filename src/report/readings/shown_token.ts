/**
 * A token as it can be read: control characters and line ends by their symbols, and direction marks
 * by their code, so that no text can rearrange the page around it. Spaces stay spaces.
 */
export function shownToken(token: string): string {
  return token.replace(/\n/g, "↵").replace(/\t/g, "⇥")
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)))
    .replace(
      /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
    );
}

/** As {@linkcode shownToken}, with spaces made visible: for a token that stands alone. */
export function loneToken(token: string): string {
  return token === "" ? "(empty)" : shownToken(token).replaceAll(" ", "␣");
}
