import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page with what it asked for, said and was refused, and the questions a test has for it. */
export interface OpenPage extends Page {
  readonly seen: { requests: string[]; messages: string[]; violations: string[] };
  /** Opens or closes everything that folds. */
  unfold(open: boolean): Promise<void>;
  /** Scrolls to every chart that is not folded away and waits until each is drawn. */
  drawAll(): Promise<void>;
  /** The directives broken so far, waiting a moment for late reports. */
  violations(): Promise<string[]>;
  /** The computed colour of the first element that fits. */
  colour(selector: string, property: string): Promise<string>;
  /** What a screen reader is given, ignored nodes left out. */
  accessibilityTree(): Promise<{ role: string; name: string }[]>;
}

/** Opens an address in a context of its own; `await using` closes the page. */
export async function openPage(
  browser: Browser,
  { address, ...options }: BrowserContextOptions & { address: string },
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen: OpenPage["seen"] = { requests: [], messages: [], violations: [] };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => seen.messages.push(message.text()));
  page.on("pageerror", (error) => seen.messages.push(error.message));
  await page.exposeFunction("violated", (directive: string) => seen.violations.push(directive));
  await page.addInitScript({
    content: `addEventListener("securitypolicyviolation", (event) => {
      violated(event.effectiveDirective);
    });`,
  });
  // Other work may share the machine.
  page.setDefaultTimeout(120_000);
  await page.goto(address);
  return Object.assign(page, { seen, ...questions(page, seen) });
}

function questions(page: Page, seen: OpenPage["seen"]) {
  const unfold = async (open: boolean) => {
    // What unfolds may hold what folds.
    await page.evaluate(`(async () => {
      for (let round = 0; round < 3; round++) {
        for (const one of document.querySelectorAll("details")) one.open = ${open};
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })()`);
  };
  return {
    unfold,
    drawAll: async () => {
      await page.evaluate(`(async () => {
        for (const figure of document.querySelectorAll("figure.chart")) {
          if (!figure.checkVisibility()) continue;
          // A page that has just been unfolded may lay out for several frames.
          for (let frame = 0; frame < 300 && !figure.dataset.state; frame++) {
            figure.scrollIntoView();
            await new Promise(requestAnimationFrame);
          }
        }
        scrollTo(0, 0);
      })()`);
    },
    violations: async () => {
      await page.waitForTimeout(200);
      return [...seen.violations];
    },
    colour: (selector: string, property: string): Promise<string> =>
      page.evaluate(
        `getComputedStyle(document.querySelector(${JSON.stringify(selector)}))
          .getPropertyValue(${JSON.stringify(property)})`,
      ),
    accessibilityTree: async () => {
      const client = await page.context().newCDPSession(page);
      const { nodes } = await client.send("Accessibility.getFullAXTree");
      return nodes.filter(({ ignored }) => !ignored)
        .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? "") }));
    },
  };
}
