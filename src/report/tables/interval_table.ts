import type { IntervalBar } from "../charts/interval_bars.ts";
import { figure } from "../readings/number_format.ts";
import type { Table } from "./table.ts";

/** Bars as a table; a column for targets only where there are any. */
export function intervalTable(
  bars: readonly IntervalBar[],
  { caption, quantity }: { readonly caption: string; readonly quantity: string },
): Table {
  const targets = bars.some(({ target }) => target !== null);
  return {
    caption,
    columns: [
      { name: "row" },
      { name: "of" },
      { name: quantity, numeric: true },
      { name: "95 % interval", numeric: true },
      ...(targets ? [{ name: "target", numeric: true }] : []),
    ],
    rows: bars.map(({ row, kind, label, low, high, target }) => [
      row,
      kind,
      label,
      low === high ? null : `${figure(low)} to ${figure(high)}`,
      ...(targets ? [target === null ? null : figure(target)] : []),
    ]),
  };
}
