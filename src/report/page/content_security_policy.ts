import { createHash } from "node:crypto";

/**
 * The strictest policy a page of our own scripts and styles can have: nothing is fetched from
 * anywhere, and only the scripts and style sheets given here, by hash, are run.
 */
export function contentSecurityPolicy(
  { scripts, styles }: { scripts: readonly string[]; styles: readonly string[] },
): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(source).join(" ")}`,
    `style-src ${styles.map(source).join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function source(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
