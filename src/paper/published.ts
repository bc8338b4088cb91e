import cramming from "../../fixtures/paper/cramming.json" with { type: "json" };
import figure1 from "../../fixtures/paper/figure_1.json" with { type: "json" };
import figure3 from "../../fixtures/paper/figure_3.json" with { type: "json" };
import figure4 from "../../fixtures/paper/figure_4.json" with { type: "json" };
import figure5 from "../../fixtures/paper/figure_5.json" with { type: "json" };
import figure6 from "../../fixtures/paper/figure_6.json" with { type: "json" };
import figure7 from "../../fixtures/paper/figure_7.json" with { type: "json" };
import settings from "../../fixtures/paper/settings.json" with { type: "json" };
import statements from "../../fixtures/paper/statements.json" with { type: "json" };
import table1 from "../../fixtures/paper/table_1.json" with { type: "json" };
import table2 from "../../fixtures/paper/table_2.json" with { type: "json" };
import table3 from "../../fixtures/paper/table_3.json" with { type: "json" };
import table4 from "../../fixtures/paper/table_4.json" with { type: "json" };

/** What a published number measures; numbers of different definitions are never compared. */
export interface Quantity {
  readonly unit: string;
  readonly population: string;
  /** How many single values became the published one. */
  readonly aggregation: string;
}

/** One published number. */
export interface PublishedValue {
  /** Key of the table's `quantities`. */
  readonly quantity: string;
  /** Which cell: model, N, source, … */
  readonly at: Readonly<Record<string, string | number | boolean>>;
  /** null where the paper prints a dash. */
  readonly value: number | null;
  /** The ± beside it, a standard deviation. */
  readonly deviation: number | null;
  /** Decimals printed: the true value lies within half a unit of the last one. */
  readonly decimals: number;
}

/** A table or figure. */
export interface PublishedTable {
  readonly source: string;
  readonly place: string;
  readonly title: string;
  readonly quantities: Readonly<Record<string, Quantity>>;
  readonly values: readonly PublishedValue[];
}

/** A sentence that says a number or takes a side. */
export interface Statement {
  readonly id: string;
  /** Statements of one topic are about the same thing. */
  readonly topic: string;
  readonly place: string;
  readonly says: string;
  readonly value: number | null;
  readonly at: Readonly<Record<string, string | number | boolean>>;
}

export interface PaperModel {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly billionParameters: number;
}

/** Settings, as far as numbers are checked against them. */
export interface PaperSettings {
  readonly models: readonly PaperModel[];
  /** Accuracy from which a text counts as reconstructed. */
  readonly successAccuracy: number;
  readonly lengthGrids: readonly { readonly place: string; readonly tokens: readonly number[] }[];
  readonly sources: readonly { readonly id: string; readonly natural: boolean }[];
}

/** What Table 1's caption says of an arrangement, and how many inputs its name counts. */
export interface ArrangementCaption {
  readonly arrangement: string;
  readonly inputs: string;
  readonly targets: string;
  readonly captionSaysFirstOutputIsScored: boolean;
}

/** Every published number of 2505.21189v2, and those of 2502.13063 it leans on. */
export interface Paper {
  readonly settings: PaperSettings;
  readonly statements: readonly Statement[];
  readonly table1: PublishedTable & { readonly captions: readonly ArrangementCaption[] };
  readonly table2: PublishedTable;
  readonly table3: PublishedTable;
  readonly table4: PublishedTable;
  readonly figure1: PublishedTable & { readonly wording: string };
  readonly figure3: PublishedTable;
  readonly figure4: PublishedTable & { readonly wording: string };
  readonly figure5: PublishedTable;
  readonly figure6: PublishedTable;
  readonly figure7: PublishedTable;
  readonly cramming: PublishedTable;
}

// A member absent from one cell is `undefined` in the type of all, though in no value.
const table = <T extends { readonly values: readonly object[] }>(data: T) =>
  data as unknown as Omit<T, keyof PublishedTable> & PublishedTable;

/** The numbers under fixtures/paper. */
export const published: Paper = {
  settings,
  statements: statements.statements as unknown as readonly Statement[],
  table1: table(table1),
  table2: table(table2),
  table3: table(table3),
  table4: table(table4),
  figure1: table(figure1),
  figure3: table(figure3),
  figure4: table(figure4),
  figure5: table(figure5),
  figure6: table(figure6),
  figure7: table(figure7),
  cramming: table(cramming),
};
