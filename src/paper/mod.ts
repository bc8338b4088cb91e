/**
 * The paper's published numbers as data (fixtures/paper), and a linter that checks them against
 * each other: one finding one file.
 *
 * @module
 */
export type { Check, Finding } from "./finding.ts";
export { checks, lintPaper } from "./lint_paper.ts";
export {
  type ArrangementCaption,
  type Paper,
  type PaperModel,
  type PaperSettings,
  published,
  type PublishedTable,
  type PublishedValue,
  type Quantity,
  type Statement,
} from "./published.ts";
export { type Printed, valueAt, valuesAt } from "./values_at.ts";
