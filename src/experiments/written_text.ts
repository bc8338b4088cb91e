import { isOf } from "../records/measured.ts";
import type { JobRecord } from "../records/record.ts";
import type { Tokenizer } from "../text/mod.ts";

/**
 * A record of generation with what was written as text, so that it reads without its model's
 * tokenizer; any other record as it is.
 */
export function withWrittenText(
  record: JobRecord,
  { decode }: Pick<Tokenizer, "decode">,
): JobRecord {
  if (!isOf(record, "generation") || record.outcome !== "measured") return record;
  const { result } = record;
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
