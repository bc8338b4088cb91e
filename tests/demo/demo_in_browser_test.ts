/** The try-it page in a browser: what a visitor gets is the stored text, and two times measured there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { demoSite, serveSite } from "../../src/demo/mod.ts";
import { loadText } from "../../src/text/mod.ts";
import { darkPalette, lightPalette } from "../../src/report/charts/palette.ts";
import { axeFindings } from "../report/axe_findings.ts";
import { inBrowser } from "../report/in_browser.ts";
import { type OpenPage, openPage } from "../report/open_page.ts";
import kept from "../../fixtures/solutions/tiny-llama/manifest.json" with { type: "json" };
import { greedyGuesses } from "./greedy_guesses.ts";

const screenshots = fileURLToPath(new URL("../../.cache/demo/", import.meta.url));
// Not at the root of its host: a page of static files may lie anywhere.
const folder = "somewhere/below/";
const site = new Map([...await demoSite()].map(([file, content]) => [folder + file, content]));

inBrowser("demo", async (test, started) => {
  await Deno.mkdir(screenshots, { recursive: true });
  const over = new AbortController();
  const { address, ended } = serveSite(site, { port: 0, signal: over.signal });
  try {
    for (const [name, check] of Object.entries(checks)) {
      await test.step(name, () => check(started, `${address}${folder}index.html`));
    }
  } finally {
    over.abort();
    await ended;
  }
});

const desktop = { viewport: { width: 1200, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };

const checks: Record<string, (browser: Browser, address: string) => Promise<void>> = {
  "says every stored text in one pass, and prints two times that it measured": async (
    browser,
    address,
  ) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.screenshot({ path: join(screenshots, "before.png"), fullPage: true });
    for (const [at, { text: id, tokens }] of kept.entries()) {
      await page.locator(`input[name=text][value="${at}"]`).check();
      await page.getByRole("button", { name: "Read it back" }).click();
      await ended(page);
      const text = await page.locator("#one-pass-text").textContent();
      assert.equal(await page.locator("#one-pass-text > *").count(), tokens);
      assert.ok((await loadText(id)).text.startsWith(text!), text!);
      assert.equal(await page.locator("#one-pass-text mark").count(), 0);
      assert.equal(await page.locator("#in-turn-text").textContent(), text);
      const own = await page.locator("#in-turn-text > *").evaluateAll((all) =>
        all.map((one) => one.classList.contains("own"))
      );
      const { targets, guesses } = await greedyGuesses({ text: id, tokens });
      assert.deepEqual(own, targets.map((id, at) => id === guesses[at]));
      const said = await page.locator("#status").innerText();
      assert.match(said, new RegExp(`^One pass gave back all ${tokens} tokens of the stored text`));
      const [once, inTurn] = await times(page);
      assert.ok(once > 0 && inTurn > once, `${once} ms in one pass, ${inTurn} ms in turn`);
      assert.match(await page.locator("#how").innerText(), /^Medians of 11 runs each, in turns/);
    }
    await page.screenshot({ path: join(screenshots, "light.png"), fullPage: true });
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(page.seen.messages, []);
    assert.deepEqual(await page.violations(), []);
    const elsewhere = page.seen.requests.filter((url) =>
      !url.startsWith(new URL(".", address).href) && url !== "data:,"
    );
    assert.deepEqual(elsewhere, []);
  },

  "is worked by keyboard, in the dark, on a phone, without motion, and after a host failed": async (
    browser,
    address,
  ) => {
    await using page = await openPage(browser, {
      address,
      ...phone,
      colorScheme: "dark",
      reducedMotion: "reduce",
    });
    assert.equal(await page.colour("body", "background-color"), rgb(darkPalette.page));
    await page.locator("input[name=text]").first().focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("input[name=text]").nth(1).isChecked(), true);
    await page.keyboard.press("Tab");
    await page.route("**/weights.packed", (route) => route.fulfill({ status: 404 }));
    await page.keyboard.press("Enter");
    await page.locator("body[data-state=failed]").waitFor();
    assert.match(
      await page.locator("#status").innerText(),
      /^Cannot fetch weights\.packed: the host answered 404/,
    );
    await page.unroute("**/weights.packed");
    await page.keyboard.press("Enter");
    await ended(page);
    assert.equal(await page.locator("#one-pass-text > *").count(), kept[1].tokens);
    assert.equal(await page.colour("#one-pass-text > *", "animation-name"), "none");
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
    await page.screenshot({ path: join(screenshots, "phone-dark.png"), fullPage: true });
    assert.deepEqual(await axeFindings(page), []);
    await page.emulateMedia({ colorScheme: "light" });
    assert.equal(await page.colour("body", "background-color"), rgb(lightPalette.page));
  },

  "runs no script but its own, and asks nobody else": async (browser, address) => {
    await using page = await openPage(browser, { address, ...desktop });
    await page.evaluate(`
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = 1";
      document.body.append(script);
      fetch("https://example.invalid/").catch(() => {});
    `);
    const evaluated = await page.evaluate(`(async () => {
      const tried = document.createElement("script");
      tried.src = "https://example.invalid/x.js";
      document.body.append(tried);
      return "injected" in globalThis;
    })()`);
    assert.equal(evaluated, false);
    const directives = await page.violations();
    assert.deepEqual(directives.sort(), ["connect-src", "script-src-elem", "script-src-elem"]);
  },
};

/** Waits until a reading is over, whatever came of it, and makes sure that it is done. */
async function ended(page: OpenPage): Promise<void> {
  await page.locator("body:is([data-state=done], [data-state=failed])").waitFor();
  const said = await page.locator("#status").innerText();
  assert.equal(await page.locator("body").getAttribute("data-state"), "done", said);
}

/** The two medians that the page prints, milliseconds. */
async function times(page: OpenPage): Promise<number[]> {
  const printed = await page.locator(".time output").allTextContents();
  return printed.map((text) => {
    const [, number] = /^([\d.,]+) ms$/.exec(text) ?? assert.fail(text);
    return Number(number.replaceAll(",", ""));
  });
}

function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
