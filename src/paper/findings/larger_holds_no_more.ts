import type { Check } from "../finding.ts";
import { valueAt } from "../values_at.ts";

/** "Larger models of the family hold more", against neighbours in size that tie. */
export const largerHoldsNoMore: Check = ({ settings, statements, table3 }) => {
  const said = statements.find(({ topic, at }) =>
    topic === "model-size" && at.direction === "more"
  );
  if (said === undefined) return null;
  const family = settings.models.filter((model) => model.family === said.at.family)
    .toSorted((a, b) => a.billionParameters - b.billionParameters);
  const arithmetic = settings.sources.flatMap(({ id: source }) =>
    [false, true].flatMap((mShared) =>
      family.slice(1).flatMap((larger, i) => {
        const capacity = (model: string) =>
          valueAt(table3, "capacityTokens", { source, mShared, model }).value;
        const [less, more] = [capacity(family[i].id), capacity(larger.id)];
        if (more > less) return [];
        const sharing = mShared ? "m shared" : "m not shared";
        return [`${source}, ${sharing}: ${family[i].title} ${less} ≥ ${larger.title} ${more}`];
      })
    )
  );
  if (arithmetic.length === 0) return null;
  return {
    id: "larger-holds-no-more",
    places: [said.place, table3.place],
    message: `larger ${said.at.family} models are said to hold more, some hold no more than the ` +
      `next smaller one`,
    arithmetic,
  };
};
