import type { JobRecord } from "../../records/record.ts";
import { type Markup, markup } from "../page/markup.ts";
import { plannedFits } from "../readings/measured.ts";
import { count } from "../readings/number_format.ts";

/** Says which fits a chart lacks, and which way that bends what it shows; null where none. */
export function missingNote(records: readonly JobRecord[]): Markup | null {
  const fits = plannedFits(records);
  const missing = fits.filter(({ measured }) => measured === null).length;
  if (missing === 0) return null;
  return markup`<p class="note">${count(missing)} of ${count(fits.length)} planned fits were not
measured and are missing here. A fit ends early when it succeeds, so those that are here may look
better than all would.</p>`;
}
