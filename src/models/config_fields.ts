/** Fields of a config.json, read one by one: each is what it should be, or the error names it. */

export type Json = Readonly<Record<string, unknown>>;

/** @throws TypeError where the field is none of the allowed values; `undefined` stands for absent */
export function only(json: Json, field: string, allowed: readonly unknown[]): void {
  if (!allowed.includes(json[field])) {
    const supported = allowed.map((value) => JSON.stringify(value) ?? "absent");
    throw unsupported(field, json[field], supported.join(" or "));
  }
}

/** Largest count any real configuration comes near; above it a file is broken or hostile. */
const largestCount = 2 ** 24;

export function count(json: Json, field: string, fallback?: unknown): number {
  const value = json[field] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > largestCount) {
    throw unsupported(field, json[field], `a whole number from 1 to ${largestCount}`);
  }
  return value;
}

export function positive(json: Json, field: string, fallback?: unknown): number {
  const value = json[field] ?? fallback;
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value)) {
    throw unsupported(field, json[field], "a positive number");
  }
  return value;
}

export function tokenId(json: Json, field: string): number | null {
  const value = json[field];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw unsupported(field, value, "a token id or null");
}

export function unsupported(field: string, got: unknown, want: string): TypeError {
  // The file is not ours: a refused name or value may be megabytes of anything.
  const [name, state] = [JSON.stringify(field), String(JSON.stringify(got))].map((text) =>
    text.length > 120 ? `${text.slice(0, 120)}…` : text
  );
  return new TypeError(`Cannot use config.json: ${name} is ${state}, supported is ${want}`);
}
