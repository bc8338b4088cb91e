import type { JobRecord } from "./record.ts";

/** What a machine's clock said, which no two runs share. */
const times = ["elapsedSeconds", "stepMilliseconds", "compileSeconds"];

/** A record's JSON but for its times: equal where two runs came to the same. */
export function withoutTimes(record: JobRecord): string {
  return JSON.stringify(record, (name, value) => times.includes(name) ? undefined : value);
}
