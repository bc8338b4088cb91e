/** Damage for files: seeded, so that what broke once breaks again. */
import { type Stream } from "../../src/random/mod.ts";

const BYTES = [0, 1, 0x20, 0x22, 0x2f, 0x5b, 0x7b, 0x7f, 0x80, 0xff];
const NUMBERS = [
  ...[0n, 1n, 2n, 31n, 32n, 33n, 255n, 256n, 65535n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n],
  ...[2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

/** `bytes` with one to four injuries. `headerBytes` says where most of them go. */
export function damageBytes(
  bytes: Uint8Array,
  { stream, headerBytes }: { stream: Stream; headerBytes: number },
): Uint8Array {
  let damaged: Uint8Array = bytes.slice();
  for (let left = 1 + stream.integer(4); left > 0; left--) {
    damaged = injure(damaged, stream, headerBytes);
  }
  return damaged;
}

function injure(bytes: Uint8Array, stream: Stream, headerBytes: number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const reach = stream.integer(10) === 0 ? bytes.length : Math.min(bytes.length, headerBytes);
  const at = stream.integer(reach);
  const length = 1 + stream.integer(Math.min(64, bytes.length - at));
  switch (stream.integer(8)) {
    case 0: // one bit
      bytes[at] ^= 1 << stream.integer(8);
      return bytes;
    case 1: // one byte
      bytes[at] = BYTES[stream.integer(BYTES.length)];
      return bytes;
    case 2: { // a number of 4 or 8 bytes
      const width = stream.integer(2) === 0 ? 4 : 8;
      let value = NUMBERS[stream.integer(NUMBERS.length)];
      for (let i = 0; i < width && at + i < bytes.length; i++, value >>= 8n) {
        bytes[at + i] = Number(value & 255n);
      }
      return bytes;
    }
    case 3: // cut short
      return bytes.slice(0, at);
    case 4: // a piece gone
      return concat(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5: // a piece twice
      return concat(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6: // a piece from elsewhere
      bytes.copyWithin(at, stream.integer(bytes.length), stream.integer(bytes.length));
      return bytes;
    default: // more at the end
      return concat(bytes, new Uint8Array(1 + stream.integer(200)).fill(BYTES[stream.integer(10)]));
  }
}

const DEEP = Symbol("deep");
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 7, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, 1e21],
  ...["", "x", "../../etc/passwd", "/etc/passwd", "C:\\x", "a\0b", "\u2028", "\ud800", "__proto__"],
  ...[
    "x".repeat(5000),
    [],
    {},
    [[]],
    [-1],
    [1, 2, 3],
    { length: 3 },
    JSON.parse(`{"__proto__":1}`),
    DEEP,
  ],
];

/**
 * A JSON text like that of `value`, with one to four members replaced, gone, doubled or renamed;
 * one in five also has its bytes damaged.
 */
export function damageJson(value: unknown, stream: Stream): Uint8Array {
  const copy = structuredClone({ root: value }) as Record<string, unknown>;
  for (let left = 1 + stream.integer(4); left > 0; left--) injureJson(copy, stream);
  const text = JSON.stringify(copy.root, (_, member) => member === DEEP ? "<deep>" : member) ?? "";
  const deep = "[".repeat(20_000) + "]".repeat(20_000);
  const bytes = new TextEncoder().encode(text.replace(`"<deep>"`, () => deep));
  return stream.integer(5) === 0
    ? damageBytes(bytes, { stream, headerBytes: bytes.length })
    : bytes;
}

function injureJson(root: Record<string, unknown>, stream: Stream): void {
  let [holder, key] = [root, "root"];
  // Walks down at random and stops at random, so that upper members are hit as often as lower.
  while (typeof holder[key] === "object" && holder[key] !== null && stream.integer(4) > 0) {
    const inner = holder[key] as Record<string, unknown>;
    const keys = Object.keys(inner);
    if (keys.length === 0) break;
    [holder, key] = [inner, keys[stream.integer(keys.length)]];
  }
  const other = VALUES[stream.integer(VALUES.length)];
  switch (stream.integer(5)) {
    case 0:
      if (holder !== root) delete holder[key];
      return;
    case 1:
      if (holder !== root) holder[`${key}x`] = holder[key];
      return;
    case 2:
      if (Array.isArray(holder)) holder.push(holder[Number(key)]);
      else if (holder !== root) {
        holder[JSON.stringify(other)?.slice(0, 20) ?? "deep"] = structuredClone(holder[key]);
      }
      return;
    default:
      holder[key] = other === DEEP ? "<deep>" : structuredClone(other);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
