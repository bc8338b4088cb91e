/** The page over all published runs, in a browser: the committed runs, as they are. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { readPublishedRuns, renderReportsIndex } from "../../src/publish/mod.ts";
import { axeFindings } from "../report/axe_findings.ts";
import { inBrowser } from "../report/in_browser.ts";
import { openPage } from "../report/open_page.ts";

const screenshots = fileURLToPath(new URL("../../.cache/publish/", import.meta.url));
const reports = fileURLToPath(new URL("../../reports/", import.meta.url));

inBrowser("index of reports", async (test, started) => {
  await Deno.mkdir(screenshots, { recursive: true });
  const file = join(screenshots, "index.html");
  await Deno.writeTextFile(file, renderReportsIndex(await readPublishedRuns(reports)));
  const address = pathToFileURL(file).href;
  for (const [name, check] of Object.entries(checks)) {
    await test.step(name, () => check(started, address));
  }
});

const checks: Record<string, (browser: Browser, address: string) => Promise<void>> = {
  "is accessible, asks for nothing and says nothing, at every width, light and dark": async (
    browser,
    address,
  ) => {
    await using page = await openPage(browser, { address });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.unfold(true);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        const clipped = await page.evaluate(`[...document.querySelectorAll(".scroll")]
          .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel)`);
        assert.deepEqual(clipped, [], `at ${width} px`);
        // Cards in one scheme, tables in the other: contrast does not hang on the width.
        if (width === (colorScheme === "light" ? 360 : 1440)) {
          assert.deepEqual(await axeFindings(page), [], `at ${width} px, ${colorScheme}`);
        }
        await page.unfold(false);
        await page.screenshot({
          path: join(screenshots, `${width}-${colorScheme}.png`),
          fullPage: true,
        });
      }
    }
    assert.deepEqual(page.seen, { requests: [address], messages: [], violations: [] });
  },

  "compares two runs as they are chosen": async (browser, address) => {
    await using page = await openPage(browser, { address });
    const difference = page.locator("#difference");
    await page.getByLabel("before").selectOption({ label: "2026-11-24-epyc-2-cores" });
    await page.getByLabel("after").selectOption({ label: "2026-11-26-xeon-2-cores" });
    const rows = await difference.getByRole("row").allTextContents();
    assert.ok(rows.some((row) => row === "profilequickstandard"), rows.join("\n"));
    // Counted in both runs' claims.json: not run, then reproduced, of another model than the paper's.
    const turned = rows.find((row) => row.includes("not runseen (printed as “reproduced”)"));
    assert.ok(turned !== undefined, rows.join("\n"));
    // Of the eight texts that the later run fitted by the paper's recipe, the earlier had one.
    const steps = rows.find((row) => /^Steps to an exact text: .*paper recipe.*N = 4/.test(row));
    assert.match(
      steps!,
      /590 steps1,821 steps\+210 %; of other texts too1 exact in both: median 590 and 590 steps$/,
    );
    // A rate of one machine says nothing of another's.
    assert.ok(rows.some((row) => /tokens\/s.*another machine/.test(row)), rows.join("\n"));
    await page.getByLabel("before").selectOption({ label: "2026-11-26-xeon-2-cores" });
    assert.match(await difference.innerText(), /This is one run; choose two/);
    assert.deepEqual(page.seen.messages, []);
  },

  "reads without scripts": async (browser, address) => {
    await using page = await openPage(browser, { address, javaScriptEnabled: false });
    assert.ok(
      await page.getByText("There are too few runs to tell a step from chance").isVisible(),
    );
    assert.ok(await page.getByText("Choosing two runs wants scripts").isVisible());
    assert.ok(await page.locator("svg.trend").first().isVisible());
  },
};
