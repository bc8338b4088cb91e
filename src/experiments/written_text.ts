import type { Tokenizer } from "../text/mod.ts";
import type { GenerationResult } from "../records/experiment_records.ts";

/**
 * A record of generation with what was written as text, so that it reads without its model's
 * tokenizer; any other record as it is.
 */
export function withWrittenText<
  R extends { readonly job: { readonly kind: string }; readonly outcome: string },
>(record: R, { decode }: Pick<Tokenizer, "decode">): R {
  if (record.job.kind !== "generation" || record.outcome !== "measured") return record;
  const { result } = record as unknown as { readonly result: GenerationResult };
  const { afterText } = result;
  return {
    ...record,
    result: {
      ...result,
      writtenText: decode(result.writtenIds),
      afterText: { ...afterText, writtenText: decode(afterText.writtenIds) },
    },
  };
}
