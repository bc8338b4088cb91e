/**
 * A job's id in pg-boss, which takes uuids: the first 128 bits of its key, but for the six that mark
 * a uuid of version 8 (RFC 9562). `onepass.job_id` in the schema says the same.
 */
export function jobId(key: string): string {
  return [
    key.slice(0, 8),
    key.slice(8, 12),
    `8${key.slice(13, 16)}`,
    `8${key.slice(17, 20)}`,
    key.slice(20, 32),
  ].join("-");
}
