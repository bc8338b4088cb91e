import { amount, count, fields, listOf, maybe, oneOf, share, text } from "./data_shape.ts";

/** The starts of a fit, ended or not. */
export const attempts = listOf(
  fields({
    seed: count,
    steps: count,
    accuracy: share,
    outcome: oneOf("exact", "stalled", "budget"),
  }),
);

/** Of a sampled step, but for its loss and accuracy, which a checkpoint has otherwise than a record. */
export const sampleFields = {
  step: count,
  hits: text,
  wrongIds: maybe(listOf(count)),
  lengths: maybe(listOf(amount)),
};
