import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { darkPalette, lightPalette } from "../../src/report/charts/palette.ts";
import { renderReport } from "../../src/report/mod.ts";
import { findBrowser, launch } from "./find_browser.ts";
import { openPage } from "./open_page.ts";
import { syntheticBench } from "./synthetic_bench.ts";
import { claims, environment, syntheticRecords } from "./synthetic_records.ts";

const browser = await findBrowser();
const screenshots = fileURLToPath(new URL("../../.cache/report/", import.meta.url));
// Two texts of two lengths: what can be seen of more is no different.
const records = syntheticRecords().filter(({ job }) =>
  job.kind !== "fit" || job.tokens < 32 && /[12]$/.test(job.text.id)
);
const bench = syntheticBench();
const injected = `</p><img src="https://example.invalid/x.png" onerror="globalThis.injected = 1">`;
const title = `Synthetic run ${injected}`;

Deno.test({
  name: browser === null
    ? "report in a browser: skipped, no Chromium found and @sparticuz/chromium not to be had"
    : "report in a browser",
  ignore: browser === null,
  // Playwright keeps timers and pipes of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    await Deno.mkdir(screenshots, { recursive: true });
    const file = join(screenshots, "index.html");
    await Deno.writeTextFile(
      file,
      await renderReport({ title, records, experiments: [], claims, environment, bench }),
    );
    const address = pathToFileURL(file).href;
    const started = await launch(browser!);
    try {
      for (const [name, check] of Object.entries(checks)) {
        await test.step(name, () => check(started, address));
      }
    } finally {
      await started.close();
    }
  },
});

const desktop = { viewport: { width: 1200, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };

const checks: Record<string, (browser: Browser, address: string) => Promise<void>> = {
  "draws every chart, asks for nothing, breaks no policy, says nothing": async (
    browser,
    address,
  ) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.drawAll();
    const charts = await page.locator("figure.chart").count();
    assert.ok(charts > 12);
    assert.equal(await page.locator("figure.chart[data-state=live]").count(), charts);
    assert.equal(await page.locator("figure.chart .live svg").count(), charts);
    await page.screenshot({ path: join(screenshots, "light.png"), fullPage: true });
    assert.deepEqual(page.seen, { requests: [address], messages: [], violations: [] });
    assert.equal(await page.evaluate("'injected' in globalThis"), false);
  },

  "would notice a broken policy": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.evaluate(`
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<p style='color:red'>x</p>");
      fetch("https://example.invalid/").catch(() => {});
    `);
    const directives = await page.violations();
    assert.deepEqual(directives.sort(), ["connect-src", "script-src-elem", "style-src-attr"]);
    assert.equal(await page.evaluate("'injected' in globalThis"), false);
  },

  "fits a phone: nothing to scroll sideways, charts as wide as the screen allows": async (
    browser,
    address,
  ) => {
    await using page = await openPage(browser, { address, ...phone });
    await page.drawAll();
    await page.unfold(true);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
    const widths = await page.locator("figure.chart .live svg").evaluateAll((all) =>
      all.map((svg) => svg.getBoundingClientRect().width)
    );
    for (const width of widths) assert.ok(width > 260 && width <= 328, `${width} px wide`);
    await page.unfold(false);
    await page.screenshot({ path: join(screenshots, "phone.png"), fullPage: true });
    assert.deepEqual(page.seen, { requests: [address], messages: [], violations: [] });
  },

  "follows light and dark, charts too, without being drawn again": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop, colorScheme: "dark" });
    await page.drawAll();
    await page.evaluate("scrollTo(0, 0)");
    await page.screenshot({ path: join(screenshots, "dark.png"), fullPage: true });
    for (
      const [colorScheme, palette] of [["dark", darkPalette], ["light", lightPalette]] as const
    ) {
      await page.emulateMedia({ colorScheme });
      assert.equal(await page.colour("body", "background-color"), rgb(palette.page));
      assert.equal(await page.colour("body", "color"), rgb(palette.ink));
      const bar = "#chart-throughput .live .mark-rect path";
      assert.equal(await page.colour(bar, "fill"), rgb(palette.series[2]));
      const line = "#chart-loss-over-steps-n8 .live .mark-line path";
      assert.equal(await page.colour(line, "stroke"), rgb(palette.series[0]));
    }
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.colour("body", "background-color"), rgb(lightPalette.page));
  },

  "gives a screen reader tables where it shows charts": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.drawAll();
    await page.evaluate(`for (const one of document.querySelectorAll(".course")) one.open = true`);
    const tree = await page.accessibilityTree();
    assert.ok(tree.some(({ role, name }) => role === "heading" && name === "Throughput"));
    assert.ok(!tree.some(({ role }) => /svg|graphics|img|image/i.test(role)));
    const tables = tree.filter(({ role }) => role === "table").map(({ name }) => name);
    const captions = await page.locator("figure.chart caption").allTextContents();
    assert.ok(captions.length > 12);
    for (const caption of captions) assert.ok(tables.includes(caption), `no table "${caption}"`);
  },

  "keeps the ledger a table when it is laid out as cards": async (browser, address) => {
    await using page = await openPage(browser, { address, ...phone });
    const tree = await page.accessibilityTree();
    assert.ok(
      tree.some(({ role, name }) => role === "rowheader" && name.includes("A synthetic claim")),
    );
    assert.ok(tree.some(({ role, name }) => role === "cell" && name.includes("not seen")));
  },

  "unfolds a table for the eye": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    const figure = page.locator("#chart-throughput");
    const heights = async () => ({
      figure: (await figure.boundingBox())!.height,
      table: (await figure.locator(".scroll").boundingBox())!.height,
    });
    const folded = await heights();
    await figure.locator("summary", { hasText: "Table" }).click();
    const unfolded = await heights();
    assert.ok(unfolded.table > 60, `the table is ${unfolded.table} px high`);
    assert.ok(unfolded.figure >= folded.figure + unfolded.table);
  },

  "reads without scripts: drawings and texts are there": async (browser, address) => {
    await using page = await openPage(browser, { address, ...phone, javaScriptEnabled: false });
    const drawings = page.locator("figure.chart .drawing > svg");
    assert.ok(await drawings.count() > 12);
    assert.ok(await drawings.first().isVisible());
    assert.ok(await page.getByText("Read back in one pass").first().isVisible());
    await page.screenshot({ path: join(screenshots, "without-scripts.png"), fullPage: true });
  },

  "shows texts to the letter, and says in words which token is wrong": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    const shown = await page.locator(".fit").evaluateAll((cards) =>
      cards.map((card) => [...card.querySelectorAll(".tokens bdi")].map((e) => e.textContent))
    );
    const texts = records.flatMap((record) =>
      record.outcome === "measured" && "text" in record.result ? [record.result] : []
    );
    assert.equal(shown.length, texts.length);
    for (const { text, exact } of texts) {
      const [, back] = shown.find(([original, back]) =>
        original === text && (back === text) === exact
      )!;
      if (!exact) assert.match(back!, /^wrong token: ␣sea≠ {1,2}instead of synthetic text/);
    }
  },

  "says what a mark stands for": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.drawAll();
    await page.locator("#chart-throughput .live .mark-rect path").first().hover();
    assert.match(await page.locator(".tooltip").innerText(), /kind: one pass/);
    assert.deepEqual(page.seen.violations, []);
  },
};

function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
