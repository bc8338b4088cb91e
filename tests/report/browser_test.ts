import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import type { FitJob, FitResult } from "../../src/records/record.ts";
import { darkPalette, lightPalette } from "../../src/report/charts/palette.ts";
import { renderReport } from "../../src/report/mod.ts";
import { clipped } from "./clipped.ts";
import { inBrowser } from "./in_browser.ts";
import { loadTimes } from "./load_times.ts";
import { type OpenPage, openPage } from "./open_page.ts";
import { syntheticBench } from "./synthetic_bench.ts";
import { syntheticEncoders } from "./synthetic_encoder.ts";
import { syntheticExperiments } from "./synthetic_experiments.ts";
import { syntheticPaperRun } from "./synthetic_paper_run.ts";
import { claims, environment, syntheticRecords } from "./synthetic_records.ts";

const screenshots = fileURLToPath(new URL("../../.cache/report/", import.meta.url));
const paperRun = syntheticPaperRun();
// Two texts of two lengths, and of a few cells of the paper's tables: what can be seen of more is no
// different.
const records = [
  ...syntheticRecords().filter(({ job }) =>
    job.kind !== "fit" || job.tokens < 32 && /[12]$/.test(job.text.id)
  ),
  ...paperRun.records.filter(({ job }) =>
    job.kind === "fit" && /[12]$/.test(job.text.id) && [4, 16].includes(job.tokens) &&
    ["[e]×N", "[e][m]×(N−1)"].includes(job.arrangement)
  ),
];
const experiments = [...syntheticExperiments(), ...paperRun.experiments];
const bench = syntheticBench();
const injected = `</p><img src="https://example.invalid/x.png" onerror="globalThis.injected = 1">`;
const title = `Synthetic paper ${injected}`;

inBrowser("report", async (test, started) => {
  await Deno.mkdir(screenshots, { recursive: true });
  const file = join(screenshots, "index.html");
  await Deno.writeTextFile(
    file,
    await renderReport({
      ...{ title, records, experiments, claims, environment, bench },
      encoder: { encoders: syntheticEncoders().encoders.slice(1, 3) },
    }),
  );
  const address = pathToFileURL(file).href;
  for (const [screen, checks] of Object.entries(screens)) {
    const { width, height, ...options } = sizes[screen];
    await using page = await openPage(started, {
      address,
      viewport: { width, height },
      ...options,
    });
    for (const [name, check] of Object.entries(checks)) {
      await test.step(`${screen}: ${name}`, () => check(page, address));
    }
  }
  for (const [name, check] of Object.entries(loads)) {
    await test.step(name, () => check(started, address));
  }
});

type Check = (page: OpenPage, address: string) => Promise<void>;

const sizes: Record<
  string,
  { width: number; height: number; hasTouch?: boolean; javaScriptEnabled?: boolean }
> = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 360, height: 740, hasTouch: true },
  "without scripts": { width: 360, height: 740, javaScriptEnabled: false },
};

/** One page a screen; its checks run in order on what those before left. */
const screens: Record<string, Record<string, Check>> = {
  desktop: {
    "begins with the verdict, one text and at most three figures": async (page) => {
      const height = 900;
      for (const one of [".verdict", ".specimen", ".tiles"]) {
        const { y } = (await page.locator(one).boundingBox())!;
        assert.ok(y < height, `${one} begins at ${y} px`);
      }
      assert.ok(await page.locator(".tiles li").count() <= 3);
      assert.match(await page.locator("h1").innerText(), /^An independent check of\s+Synthetic/);
    },

    "plays a text over the steps of its fit, by hand and by keyboard": async (page) => {
      const slider = page.locator(".player input");
      const state = page.locator(".player .at");
      const said = () => page.locator(".played").innerText();
      const end = await said();
      assert.match(await state.innerText(), /: \d+ of \d+ tokens right$/);
      await slider.focus();
      await page.keyboard.press("Home");
      assert.match(await state.innerText(), /^step 0: 0 of/);
      assert.notEqual(await said(), end);
      const start = await slider.getAttribute("aria-valuetext");
      await page.keyboard.press("ArrowRight");
      assert.notEqual(await slider.getAttribute("aria-valuetext"), start);
      const button = page.locator(".player button");
      await button.focus();
      await page.keyboard.press("Enter");
      assert.equal(await button.innerText(), "Pause");
      await page.evaluate(`(async () => {
        const { value } = document.querySelector(".player input");
        for (let frame = 0; frame < 600; frame++) {
          if (document.querySelector(".player input").value > Number(value) + 2) return;
          await new Promise(requestAnimationFrame);
        }
      })()`);
      assert.ok(Number(await slider.inputValue()) > 2);
      await page.keyboard.press("Enter");
      assert.equal(await button.innerText(), "Play the fit");
      await slider.focus();
      await page.keyboard.press("End");
      assert.equal(await said(), end);
    },

    "draws every chart, asks for nothing, breaks no policy, says nothing": async (
      page,
      address,
    ) => {
      await page.drawAll();
      const drawn = page.locator("figure.chart[data-state=live]");
      assert.ok(await drawn.count() > 25, `${await drawn.count()} charts`);
      assert.equal(await page.locator("figure.chart[data-state=failed]").count(), 0);
      await page.screenshot({ path: join(screenshots, "light.png"), fullPage: true });
      assert.deepEqual(page.seen, { requests: [address], messages: [], violations: [] });
      assert.equal(await page.evaluate("'injected' in globalThis"), false);
    },

    "has nothing for axe to say, folded, in light and dark": async (page) => {
      assert.deepEqual(await axeViolations(page), []);
      await page.emulateMedia({ colorScheme: "dark" });
      assert.deepEqual(await axeViolations(page, { rules: ["color-contrast"] }), []);
      await page.emulateMedia({ colorScheme: "light" });
    },

    "shows every tab stop": async (page) => {
      const hidden = await page.evaluate(`[...document.querySelectorAll(
        "a[href], button, input, summary, [tabindex='0']")].filter((stop) => {
          const { width, height } = stop.getBoundingClientRect();
          const reachable = stop.checkVisibility({ visibilityProperty: true });
          return reachable && !stop.matches(".skip") && (width < 2 || height < 2);
        }).map((stop) => stop.outerHTML.slice(0, 80))`);
      assert.deepEqual(hidden, []);
    },

    "follows light and dark, charts too, without being drawn again": async (page) => {
      for (
        const [colorScheme, palette] of [["dark", darkPalette], ["light", lightPalette]] as const
      ) {
        await page.emulateMedia({ colorScheme });
        assert.equal(await page.colour("body", "background-color"), rgb(palette.page));
        assert.equal(await page.colour("body", "color"), rgb(palette.ink));
        const bar = "#chart-throughput .live .mark-rect path";
        assert.equal(await page.colour(bar, "fill"), rgb(palette.series[2]));
      }
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      assert.equal(await page.colour("body", "background-color"), rgb(lightPalette.page));
      await page.emulateMedia({ media: "screen", colorScheme: "light" });
    },

    "says what a mark stands for": async (page) => {
      await page.locator("#chart-throughput .live .mark-rect path").first().hover();
      assert.match(await page.locator(".tooltip").innerText(), /kind: one pass/);
    },

    "gives the data of a chart as CSV, as a drawing and as its specification": async (page) => {
      const figure = page.locator("#chart-throughput");
      const taken: Record<string, string> = {};
      for (const name of ["CSV", "SVG", "Vega-Lite"]) {
        const waiting = page.waitForEvent("download");
        await figure.locator("button", { hasText: name }).click();
        const download = await waiting;
        taken[download.suggestedFilename()] = await Deno.readTextFile((await download.path())!);
      }
      assert.match(taken["throughput.csv"], /tokensPerSecond.*\r\n/);
      assert.match(taken["throughput.svg"], /^<svg[^]*<\/svg>$/);
      assert.doesNotMatch(taken["throughput.svg"], /var\(--/);
      const { $schema, config } = JSON.parse(taken["throughput.vl.json"]);
      assert.match($schema, /vega-lite/);
      assert.equal(config.range.category[0], lightPalette.series[0]);
      assert.deepEqual(page.seen.violations, []);
    },

    "follows a link into what is folded away": async (page) => {
      await page.evaluate(`location.hash = document.querySelector(".specimen .note a").hash`);
      const fit = page.locator(await page.evaluate("location.hash") as string);
      await fit.waitFor({ state: "visible" });
      assert.ok(await fit.locator("h3").isVisible());
    },

    "shows texts to the letter, and says in words which token is wrong": async (page) => {
      await page.evaluate(`for (const one of document.querySelectorAll("#texts > details")) {
        one.open = true;
      }`);
      await page.locator(".fit").last().waitFor();
      const shown = await page.locator(".fit").evaluateAll((cards) =>
        cards.map((card) => [...card.querySelectorAll(".tokens bdi")].map((e) => e.textContent))
      );
      const texts = records.flatMap((record) =>
        record.outcome === "measured" && "text" in record.result
          ? [{ id: (record.job as FitJob).text.id, ...record.result as FitResult }]
          : []
      );
      assert.equal(shown.length, texts.length);
      for (const { text, exact } of texts.filter(({ id }) => /^synthetic \d$/.test(id))) {
        const [, back] = shown.find(([original, back]) =>
          original === text && (back === text) === exact
        )!;
        if (!exact) assert.match(back!, /^wrong token: ␣sea≠ {1,2}instead of synthetic text/);
      }
    },

    "gives a screen reader tables where it shows charts, and axe nothing unfolded": async (
      page,
    ) => {
      await page.evaluate(`for (const one of document.querySelectorAll(
        "main details:not(#texts details)")) one.open = true`);
      await page.locator("#chart-throughput table").waitFor();
      await page.evaluate(`for (const one of document.querySelectorAll("#texts > details")) {
        one.open = false;
      }`);
      const tree = await page.accessibilityTree();
      assert.ok(tree.some(({ role, name }) => role === "heading" && name.startsWith("Throughput")));
      assert.ok(!tree.some(({ role }) => /svg|graphics|img|image/i.test(role)));
      const tables = tree.filter(({ role }) => role === "table").map(({ name }) => name);
      const captions = await page.locator("main > section:not(#texts) figure caption")
        .allTextContents();
      assert.ok(captions.length > 25);
      for (const caption of captions) assert.ok(tables.includes(caption), `no "${caption}"`);
      const rules = [
        "scrollable-region-focusable",
        "landmark-unique",
        "td-headers-attr",
        "empty-table-header",
        "heading-order",
        "aria-allowed-role",
        "duplicate-id-aria",
      ];
      assert.deepEqual(await axeViolations(page, { rules }), []);
    },

    "cuts nothing off, unfolded": async (page) => {
      assert.deepEqual(await clipped(page, { tables: ".scroll" }), []);
    },

    "would notice a broken policy": async (page) => {
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
  },

  tablet: {
    "cuts nothing off": async (page) => {
      await page.drawAll();
      await page.screenshot({ path: join(screenshots, "tablet.png"), fullPage: true });
      const tables = "#claims .scroll, #t3 .scroll, #performance .scroll";
      assert.deepEqual(await clipped(page, { tables }), []);
    },
  },

  phone: {
    "cuts nothing off, charts as wide as the screen allows": async (page, address) => {
      await page.drawAll();
      await page.screenshot({ path: join(screenshots, "phone.png"), fullPage: true });
      assert.deepEqual(await clipped(page, { tables: "#claims .scroll" }), []);
      const widths = await page.locator("figure.chart .live svg").evaluateAll((all) =>
        all.map((svg) => svg.getBoundingClientRect().width)
      );
      for (const width of widths) assert.ok(width > 260 && width <= 328, `${width} px wide`);
      assert.deepEqual(page.seen, { requests: [address], messages: [], violations: [] });
    },

    "keeps the ledger a table when it is laid out as cards": async (page) => {
      const tree = await page.accessibilityTree();
      assert.ok(
        tree.some(({ role, name }) => role === "rowheader" && name.includes("A synthetic claim")),
      );
      assert.ok(tree.some(({ role, name }) => role === "cell" && name.includes("not seen")));
    },
  },

  "without scripts": {
    "has its texts, tables and verdict, and offers nothing that a script does": async (page) => {
      assert.ok(await page.locator(".verdict").isVisible());
      assert.ok(await page.locator(".played").isVisible());
      assert.ok(!await page.locator(".player").isVisible());
      assert.ok(!await page.locator(".drawing").first().isVisible());
      assert.ok(await page.locator("figure table").count() > 25);
      await page.locator("#t1 figure summary").first().click();
      assert.ok(await page.locator("#t1 figure table").first().isVisible());
      await page.locator("#texts summary").first().click();
      assert.ok(await page.locator("#texts h4").first().isVisible());
      await page.screenshot({ path: join(screenshots, "without-scripts.png") });
    },
  },
};

const loads: Record<string, (browser: Browser, address: string) => Promise<void>> = {
  // Others may share the machine: the bounds of what a clock says are a few times what it takes alone.
  "is there soon on a slow phone": async (browser, address) => {
    const { work } = await loadTimes(browser, { address, slowdown: 1 });
    assert.ok(4 * work < 3000, `${4 * work} ms of work at a quarter of the speed`);
    const { firstPaint, load, elements } = await loadTimes(browser, { address, slowdown: 4 });
    assert.ok(firstPaint < 3000, `first paint after ${firstPaint} ms`);
    assert.ok(load < 9000, `loaded after ${load} ms`);
    assert.ok(elements < 8000, `${elements} elements`);
  },
};

/** Rules that axe finds broken, each with the first element. */
async function axeViolations(
  page: OpenPage,
  { rules }: { readonly rules?: readonly string[] } = {},
): Promise<string[]> {
  await page.evaluate(axe.source);
  // What a drawing's colours are is computed from the palettes; its thousands of parts are hidden.
  const context = { include: [["html"]], exclude: [[".drawing"]] };
  const options = { resultTypes: ["violations"], ...rules && { runOnly: rules } };
  return await page.evaluate(`axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)})
    .then(({ violations }) => violations.map(({ id, nodes }) =>
      id + " ×" + nodes.length + ": " + nodes[0].html.slice(0, 160)))`);
}

function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
