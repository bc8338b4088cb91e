import type { PublishedTable, PublishedValue } from "./published.ts";

/** A published value that is there: no dash. */
export type Printed = PublishedValue & { readonly value: number };

/** The printed values of a quantity in the cells that match `at`; dashes are left out. */
export function valuesAt(
  { values }: PublishedTable,
  quantity: string,
  at: PublishedValue["at"] = {},
): Printed[] {
  return values.filter((one): one is Printed =>
    one.quantity === quantity && one.value !== null &&
    Object.entries(at).every(([name, wanted]) => one.at[name] === wanted)
  );
}

/**
 * The one printed value of a cell.
 *
 * @throws {RangeError} when no value, or more than one, is there
 */
export function valueAt(
  table: PublishedTable,
  quantity: string,
  at: PublishedValue["at"],
): Printed {
  const found = valuesAt(table, quantity, at);
  if (found.length === 1) return found[0];
  throw new RangeError(
    `Cannot look up ${quantity} at ${JSON.stringify(at)} in ${table.place}: ` +
      `${found.length} values are printed there`,
  );
}
