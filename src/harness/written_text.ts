import type { Tokenizer } from "../text/mod.ts";
import type { GenerationResult } from "./claims/experiment_records.ts";
import type { ExperimentRecord } from "./run_experiments.ts";

/**
 * A record of generation with what was written as text, so that it reads without its model's
 * tokenizer; any other record as it is.
 */
export function withWrittenText(
  record: ExperimentRecord,
  { decode }: Pick<Tokenizer, "decode">,
): ExperimentRecord {
  if (record.job.kind !== "generation" || record.outcome !== "measured") return record;
  const result = record.result as GenerationResult;
  const { afterText } = result;
  return {
    ...record,
    result: {
      ...result,
      writtenText: decode(result.writtenIds),
      afterText: { ...afterText, writtenText: decode(afterText.writtenIds) },
    },
  } as ExperimentRecord;
}
