import { isReadOpenly } from "../../claims/kind_tallies.ts";
import type { ClaimVerdict, Verdict } from "../../records/record.ts";
import { published, valuesAt } from "../../paper/mod.ts";
import type { ExactTexts, HeadlineModel } from "./headline.ts";
import { count, counted } from "./number_format.ts";
import { paperModelTitle } from "./paper_cell.ts";

/** Verdicts in the order in which they are told, and what so many claims are then said to be. */
const words: readonly (readonly [Verdict, (claims: number) => string])[] = [
  ["reproduced", (n) => `${count(n)} ${be(n)} reproduced`],
  ["contradicted", (n) => `${count(n)} ${be(n)} contradicted`],
  ["seen", (n) => `${count(n)} ${be(n)} seen here too`],
  ["not seen", (n) => `${count(n)} ${be(n)} not seen`],
  ["runs", (n) => `${count(n)} ran (which says nothing of the paper)`],
  ["does not run", (n) => `${count(n)} did not run`],
  ["inconclusive", (n) => `${count(n)} ${be(n)} undecided`],
];

/** A sentence in three parts, the middle one of which is the finding. */
export interface VerdictSentence {
  readonly where: string;
  readonly finding: string;
  readonly claims: string;
}

/** What a run found, in one sentence made of its readings. */
export function verdictSentence(
  { model, longest, claims }: {
    readonly model: HeadlineModel | null;
    readonly longest: ExactTexts | null;
    readonly claims: readonly ClaimVerdict[];
  },
): VerdictSentence {
  if (model === null) {
    return { where: "", finding: "Nothing was fitted", claims: ", so that nothing can be said." };
  }
  const finding = longest === null
    ? "no text came back whole from two trained vectors in one forward pass"
    : "two trained vectors gave back whole texts of up to " +
      `${counted(longest.tokens, "token")} in one forward pass`;
  const theirs = longest === null ? "" : ` (the paper: ${paperLongest(model)})`;
  return {
    where: `On ${model.id}, ${standing(model)}, `,
    finding,
    claims: `${theirs}${verdicts(claims, model)}.`,
  };
}

function standing({ id, kind }: HeadlineModel): string {
  switch (kind) {
    case "direct":
      return "one of the paper’s own models";
    case "transfer":
      return published.settings.models.some((one) => one.id === id)
        ? "a model of the paper on other texts or weights than its"
        : "a pretrained model that is none of the paper’s";
    case "machinery":
      return "a tiny model that only shows that the experiments run";
  }
}

/** What the paper reports: of this model where it has it, else the range over its models. */
export function paperLongest({ id }: Pick<HeadlineModel, "id">): string {
  const all = valuesAt(published.figure1, "capacityTokens");
  const same = all.find(({ at }) => at.model === id);
  if (same !== undefined) return `${count(same.value)} on ${paperModelTitle(id)}`;
  const lengths = all.map(({ value }) => value);
  return `${count(Math.min(...lengths))} to ${count(Math.max(...lengths))}, by model`;
}

/** Counted by the kind of model the page is told by; weaker kinds are machinery or stand elsewhere. */
function verdicts(claims: readonly ClaimVerdict[], { kind }: HeadlineModel): string {
  if (claims.length === 0) return "";
  const real = kind !== "machinery";
  const own = claims.filter((one) => !real || one.kind !== "machinery");
  const judged = own.filter(({ verdict }) => verdict !== "not run");
  const read = own.filter(isReadOpenly).length;
  const told = words.flatMap(([verdict, say]) => {
    const claimed = judged.filter((one) => one.verdict === verdict).length;
    return claimed === 0 ? [] : [say(claimed)];
  });
  const rest = claims.length - judged.length - read;
  const parts = [
    ...told,
    ...read > 0 ? [`${count(read)} ${be(read)} read by other recipes alone`] : [],
    ...rest > 0 ? [`${count(rest)} ${be(rest)} not tested`] : [],
  ];
  const list = parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `; of the paper’s ${count(claims.length)} claims ${list}`;
}

function be(claims: number): string {
  return claims === 1 ? "is" : "are";
}
