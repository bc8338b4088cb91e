import { aSection } from "./a_section.ts";
import { f3Section } from "./f3_section.ts";
import { f4Section } from "./f4_section.ts";
import { f5Section } from "./f5_section.ts";
import { f6Section } from "./f6_section.ts";
import { f7Section } from "./f7_section.ts";
import { kSection } from "./k_section.ts";
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
  f3Section,
  f4Section,
  t4Section,
  f5Section,
  f6Section,
  f7Section,
  aSection,
  kSection,
];

/** The paper's sections of a page, each there whatever was measured. */
export function paperSections(run: RunRecords): PaperSection[] {
  return sections.map((section) => section(run));
}
