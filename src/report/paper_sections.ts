import type { PaperSection, PaperSectionOf, RunRecords } from "./paper_section.ts";
import { t1Section } from "./t1_section.ts";
import { t2Section } from "./t2_section.ts";
import { t3Section } from "./t3_section.ts";
import { t4Section } from "./t4_section.ts";

/** Every table, figure and claim of the text with a section of its own, in the paper's order. */
const sections: readonly PaperSectionOf[] = [
  t1Section,
  t2Section,
  t3Section,
  // F3, F4
  t4Section,
  // F5 and F6, F7, a, k
];

/** The paper's sections of a page, each there whatever was measured. */
export function paperSections(run: RunRecords): PaperSection[] {
  return sections.map((section) => section(run));
}
