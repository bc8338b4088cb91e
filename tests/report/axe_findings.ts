import axe from "axe-core";
import type { Page } from "playwright-core";

/** A rule that a page breaks, and where. */
export interface AxeFinding {
  readonly rule: string;
  /** "minor", "moderate", "serious" or "critical". */
  readonly impact: string;
  readonly targets: readonly string[];
}

/** What axe-core finds wrong with a page as it stands, its best practices included. */
export async function axeFindings(page: Page): Promise<AxeFinding[]> {
  // Evaluated by the browser's own console, which no policy of the page holds back.
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run(document).then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => ({
      rule: id,
      impact,
      targets: nodes.map(({ target }) => target.join(" ")),
    }))
  )`);
}
