import type { Check } from "../finding.ts";
import { perfectShareAtTwo } from "./_perfect_share_at_two.ts";

/** Of prose one text in so many begins with the same token twice, generously counted. */
const repeats = 0.05;

/**
 * Without a prefix [e]×2 says one token twice (docs/theorems.md), so a text is perfect at N = 2 only
 * if its first two tokens are the same. The printed moments make more of them perfect than prose
 * has such beginnings.
 */
export const perfectWithoutRepeat: Check = ({ table1 }) => {
  const { share, least, most, texts } = perfectShareAtTwo(table1);
  if (least <= repeats) return null;
  const percent = (p: number) => (100 * p).toFixed(1);
  return {
    id: "perfect-without-repeat",
    places: [table1.place],
    message:
      "texts are perfect at N = 2 with one vector, which without a prefix needs their first " +
      "two tokens to be the same: a prefix, or other settings, would explain them",
    arithmetic: [
      `2·(m² + s²) − m = ${share.toFixed(3)}, within rounding ${percent(least)} to ` +
      `${percent(most)} %: about ${Math.round(share * texts)} of ${texts} texts with t1 = t2`,
    ],
  };
};
