import assert from "node:assert/strict";
import { decodeUtf8 } from "../../src/text/mod.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...utf8(part)] : part));

const RIGHT: [what: string, given: Uint8Array, text: string][] = [
  ["letters of one to four bytes", utf8("a é 日 🦊"), "a é 日 🦊"],
  ["spaces, tabs and ends of lines", utf8("  a\t\r\nb\n"), "  a\t\r\nb\n"],
  ["U+FFFD that the author wrote", bytes("a", [0xef, 0xbf, 0xbd]), "a\uFFFD"],
  ["one NUL among many letters", utf8("a record\0 and another"), "a record\0 and another"],
  ["a mark of UTF-8, which is dropped", bytes([0xef, 0xbb, 0xbf], "text"), "text"],
  ["nothing", new Uint8Array(), ""],
];

for (const [what, given, text] of RIGHT) {
  Deno.test(`decodeUtf8() takes ${what}`, () => assert.equal(decodeUtf8(given), text));
}

/** U+FEFF before "hi", as Unicode 16, table 2-4 writes the schemes. */
const WRONG: [what: string, given: Uint8Array, message: RegExp][] = [
  ["Latin-1", bytes("caf", [0xe9], " au lait"), /^it is not UTF-8 at byte 3 \(0xE9\); .*iconv/],
  ["a character cut at the end", bytes("ab", [0xe6, 0x97]), /not UTF-8 at byte 2 \(0xE6\)/],
  ["a surrogate", bytes("é", [0xed, 0xa0, 0x80]), /not UTF-8 at byte 2 \(0xED\)/],
  ["an overlong slash", bytes([0xc0, 0xaf]), /not UTF-8 at byte 0 \(0xC0\)/],
  ["a wrong byte after true U+FFFD", bytes("a\uFFFDé\uFFFD", [0xff]), /at byte 9 \(0xFF\)/],
  ["a wrong byte after a mark", bytes([0xef, 0xbb, 0xbf], "a", [0xff]), /at byte 4 \(0xFF\)/],
  ["UTF-16, low byte first", bytes([0xff, 0xfe], "h\0i\0"), /^it is UTF-16, not UTF-8 .*iconv/],
  ["UTF-16, high byte first", bytes([0xfe, 0xff], "\0h\0i"), /^it is UTF-16, not UTF-8/],
  ["UTF-16 without a mark", bytes("h\0i\0"), /^it is UTF-16, not UTF-8 \(2 of its 4 bytes are/],
  ["UTF-32", bytes([0xff, 0xfe, 0, 0], "h\0\0\0"), /^it is UTF-32, not UTF-8/],
];

for (const [what, given, message] of WRONG) {
  Deno.test(`decodeUtf8() refuses ${what}`, () => {
    assert.throws(() => decodeUtf8(given), { name: "SyntaxError", message });
  });
}
