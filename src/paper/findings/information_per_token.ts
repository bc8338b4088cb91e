import type { Check } from "../finding.ts";
import type { Paper } from "../published.ts";
import { valueAt, valuesAt } from "../values_at.ts";

/** A shorter prefix of the same texts costs at least as much per token; this much is let pass. */
const slack = 0.05;

/**
 * H / C would be a text's cross-entropy per token if both were of the same texts. Then a shorter
 * prefix, with less context per token, could not be cheaper per token than a longer one. It is,
 * since C is the longest prefix of any text and H a mean over all of them.
 */
export const informationPerToken: Check = (paper) => {
  const cheaper = pairs(paper).filter(({ shorter, longer }) =>
    shorter.tokens < longer.tokens && shorter.perToken < (1 - slack) * longer.perToken
  );
  if (cheaper.length === 0) return null;
  return {
    id: "information-per-token",
    places: [paper.table3.place],
    message: `H/C cannot be a cross-entropy per token of the same texts (C is a maximum, H a ` +
      `mean): in ${cheaper.length} pairs the shorter prefix is the cheaper one per token`,
    arithmetic: cheaper.map(({ cell, shorter, longer }) =>
      `${cell}: ${sum(shorter)} at ${shorter.tokens} tokens < ${sum(longer)} at ${longer.tokens}`
    ),
  };
};

interface Cell {
  readonly tokens: number;
  readonly nats: number;
  readonly perToken: number;
}

/** Shared against unshared m of the same model and source: the same texts, two lengths. */
function pairs({ table3 }: Paper): { cell: string; shorter: Cell; longer: Cell }[] {
  return valuesAt(table3, "capacityTokens", { mShared: false }).map(({ at }) => {
    const cells = [true, false].map((mShared): Cell => {
      const tokens = valueAt(table3, "capacityTokens", { ...at, mShared }).value;
      const nats = valueAt(table3, "informationNats", { ...at, mShared }).value;
      return { tokens, nats, perToken: nats / tokens };
    });
    const [shorter, longer] = cells.sort((a, b) => a.tokens - b.tokens);
    return { cell: `${at.model}, ${at.source}`, shorter, longer };
  });
}

const sum = ({ nats, tokens, perToken }: Cell) => `${nats} / ${tokens} = ${perToken.toFixed(2)}`;
