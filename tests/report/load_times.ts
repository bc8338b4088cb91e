import type { Browser } from "playwright-core";

/** What a reader waits for, milliseconds from the navigation. */
export interface LoadTimes {
  readonly firstPaint: number;
  readonly load: number;
  /** Elements on the page when it has loaded. */
  readonly elements: number;
}

/** Opens a page once on a phone's screen with the processor slowed down so many times. */
export async function loadTimes(
  browser: Browser,
  { address, slowdown }: { readonly address: string; readonly slowdown: number },
): Promise<LoadTimes> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.goto(address, { timeout: 120_000 });
    return await page.evaluate(`(async () => {
      const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
      for (let frame = 0; frame < 100 && !painted(); frame++) {
        await new Promise(requestAnimationFrame);
      }
      const [{ loadEventEnd }] = performance.getEntriesByType("navigation");
      return {
        firstPaint: painted()?.startTime ?? Infinity,
        load: loadEventEnd,
        elements: document.querySelectorAll("*").length,
      };
    })()`);
  } finally {
    await context.close();
  }
}
