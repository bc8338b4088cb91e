/**
 * Shapes of plain data that came from a file: what its readers rely on, said once and checked where
 * it is read.
 *
 * @module
 */

/** Says what is wrong with a value found at `at`, for example "job.tokens"; null where it fits. */
export type DataShape = (value: unknown, at: string) => string | null;

function being(want: string, fits: (value: unknown) => boolean): DataShape {
  return (value, at) => fits(value) ? null : `"${at}" is ${brief(value)}, want ${want}`;
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

export const text = being("a text", (value) => typeof value === "string");
export const flag = being("true or false", (value) => typeof value === "boolean");
export const number = being("a number", isNumber);
export const amount = being("a number from 0", (value) => isNumber(value) && value >= 0);
export const share = being(
  "a share from 0 to 1",
  (value) => isNumber(value) && value >= 0 && value <= 1,
);
export const count = being(
  "a whole number from 0",
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

export function oneOf(...values: readonly (string | number | null)[]): DataShape {
  const want = values.map((value) => JSON.stringify(value)).join(" or ");
  return being(want, (value) => values.includes(value as string));
}

/** An object that holds one shape under names of its own. */
export function namesOf(shape: DataShape): DataShape {
  return (value, at) => {
    if (!isObject(value)) return `"${at}" is ${brief(value)}, want an object`;
    return firstFault(Object.entries(value), (name, inner) => shape(inner, inside(at, name)));
  };
}

export function listOf(shape: DataShape): DataShape {
  return (value, at) => {
    if (!Array.isArray(value)) return `"${at}" is ${brief(value)}, want a list`;
    return firstFault(value.entries(), (i, inner) => shape(inner, `${at}[${i}]`));
  };
}

export function nullOr(shape: DataShape): DataShape {
  return (value, at) => value === null ? null : shape(value, at);
}

export function maybe(shape: DataShape): DataShape {
  return (value, at) => value === undefined ? null : shape(value, at);
}

/** An object with these fields; what else it has is not looked at. */
export function fields(shapes: Readonly<Record<string, DataShape>>): DataShape {
  return (value, at) => {
    if (!isObject(value)) {
      const what = at === "" ? "it" : `"${at}"`;
      return `${what} is ${brief(value)}, want an object with ${Object.keys(shapes).join(", ")}`;
    }
    return firstFault(Object.entries(shapes), (name, shape) => {
      return shape(Object.hasOwn(value, name) ? value[name] : undefined, inside(at, name));
    });
  };
}

/** An object that is of one shape or another, as one of its fields says. */
export function byField(
  field: string,
  shapes: Readonly<Record<string, DataShape>>,
): DataShape {
  const tagged = fields({ [field]: oneOf(...Object.keys(shapes)) });
  return (value, at) =>
    tagged(value, at) ?? shapes[(value as Record<string, string>)[field]](value, at);
}

/** One of several shapes; the first says what is wrong where none fits. */
export function eitherOf(...shapes: readonly DataShape[]): DataShape {
  return (value, at) =>
    shapes.some((shape) => shape(value, at) === null) ? null : shapes[0](value, at);
}

/** All of several shapes. */
export function allOf(...shapes: readonly DataShape[]): DataShape {
  return (value, at) => firstFault(shapes.entries(), (_, shape) => shape(value, at));
}

function firstFault<K, V>(
  entries: Iterable<[K, V]>,
  fault: (key: K, value: V) => string | null,
): string | null {
  for (const [key, value] of entries) {
    const found = fault(key, value);
    if (found !== null) return found;
  }
  return null;
}

const inside = (at: string, name: string) => at === "" ? name : `${at}.${name}`;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value out of a file, as an error shows it: short, one line. */
function brief(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  const whole = JSON.stringify(value);
  return whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
}
