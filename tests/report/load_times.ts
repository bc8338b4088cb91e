import type { Browser } from "playwright-core";

/** What a reader waits for, milliseconds from the navigation. */
export interface LoadTimes {
  readonly firstPaint: number;
  readonly load: number;
  /** What the page's own thread worked until then, undisturbed by what else the machine does. */
  readonly work: number;
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
    await client.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(address, { timeout: 120_000 });
    const { metrics } = await client.send("Performance.getMetrics");
    const work = 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
    const times = await page.evaluate(`(async () => {
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
    })()`) as Omit<LoadTimes, "work">;
    return { ...times, work };
  } finally {
    await context.close();
  }
}
