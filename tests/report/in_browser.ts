import type { Browser } from "playwright-core";
import { findBrowser, launch } from "./find_browser.ts";

const browser = await findBrowser();

/** A test that drives a browser, started for it and closed after it; skipped aloud without one. */
export function inBrowser(
  what: string,
  run: (test: Deno.TestContext, started: Browser) => Promise<void>,
): void {
  const name = `${what} in a browser`;
  Deno.test({
    name: browser === null
      ? `${name}: skipped, no Chromium found and @sparticuz/chromium not to be had`
      : name,
    ignore: browser === null,
    // Playwright keeps timers and pipes of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (test) => {
      const started = await launch(browser!);
      try {
        await run(test, started);
      } finally {
        await started.close();
      }
    },
  });
}
