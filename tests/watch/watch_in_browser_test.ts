/** The live page in a browser: what comes is shown, what goes is said. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { ledger } from "../../src/claims/mod.ts";
import { darkPalette, lightPalette } from "../../src/report/charts/palette.ts";
import { type Feed, watchedFeed } from "../../src/watch/feed.ts";
import { keptRecords } from "../../src/watch/kept_records.ts";
import { serveWatch } from "../../src/watch/serve_watch.ts";
import { watchStore } from "../../src/watch/watch_store.ts";
import type { Ledger, Progress, RunningFitRow, WorkerRow } from "../../src/watch/watched.ts";
import { axeFindings } from "../report/axe_findings.ts";
import { clipped } from "../report/clipped.ts";
import { inBrowser } from "../report/in_browser.ts";
import { openPage } from "../report/open_page.ts";
import { plantedRecord, plantedRun } from "./_planted_run.ts";

const screenshots = fileURLToPath(new URL("../../.cache/watch/", import.meta.url));
const records = [1, 2, 3, 4].map((text) => plantedRecord(text));
const keys = records.map(({ key }) => key);

inBrowser("watch", async (test, started) => {
  await Deno.mkdir(screenshots, { recursive: true });
  for (const [name, check] of Object.entries(checks)) {
    await test.step(name, () => check(started));
  }
});

/** Serves a feed; the port is free again once it is disposed. */
function served(
  feed: Feed,
  port = 0,
): AsyncDisposable & { readonly address: string; port: number } {
  const over = new AbortController();
  const server = serveWatch({ feed, host: "127.0.0.1", port, token: null, signal: over.signal });
  return {
    address: `http://127.0.0.1:${server.port}/`,
    port: server.port,
    async [Symbol.asyncDispose]() {
      over.abort();
      await server.ended;
    },
  };
}

const checks: Record<string, (browser: Browser) => Promise<void>> = {
  "a run's folder is seen as it fills": async (browser) => {
    await using run = await plantedRun();
    await run.put(records[0]);
    await run.plan(records);
    await run.say({ running: [{ key: keys[1], steps: 4, accuracy: 0.25, lossNats: 6 }] });
    const feed = watchedFeed();
    await using server = served(feed);
    const over = new AbortController();
    const watched = watchStore(run.folder, { feed, signal: over.signal, everyMilliseconds: 50 });
    try {
      await using page = await openPage(browser, {
        address: server.address,
        viewport: { width: 1440, height: 900 },
      });
      const shown = (selector: string, text: string) =>
        page.locator(selector, { hasText: text }).first().waitFor();
      await shown("#share", "1 of 4 jobs done");
      await shown("#running-fits .now", "right 2 of 8");
      await shown("#tally", "by 1 record");
      await run.say({
        beat: 2,
        running: [{ key: keys[1], steps: 9, accuracy: 0.5, lossNats: 3 }],
      });
      await shown("#running-fits .now", "step 9 of 700");
      const drawing = page.locator("#running-fits svg");
      assert.equal(
        await drawing.getAttribute("aria-label"),
        "Loss from 6 to 3 nats over steps 4 to 9; tokens right from 25 to 50 %",
      );
      // Twice as low at the end, all of the width apart.
      const line = await drawing.locator(".loss").getAttribute("d");
      assert.equal(line, "M0.0 0.0L300.0 36.0");
      await page.screenshot({ path: join(screenshots, "store.png"), fullPage: true });
      await run.put(records[1]);
      await shown("#share", "2 of 4 jobs done");
      await page.locator(`#ended-fits [data-key="${keys[1]}"][data-outcome=exact]`).waitFor();
      assert.equal(await page.locator("#running-fits > *").count(), 0);
      await shown("#tally", "by 2 records");
      await run.say({ beat: 3, ended: "done", running: [] });
      await shown("#state", "It is over; 2 planned jobs were not run");
      await shown("#command", "deno task reproduce --profile planted");
      assert.deepEqual(page.seen.messages, []);
      assert.deepEqual(await page.violations(), []);
      const elsewhere = page.seen.requests.filter((url) =>
        !url.startsWith(server.address) && url !== "data:,"
      );
      assert.deepEqual(elsewhere, []);
    } finally {
      over.abort();
      await watched;
    }
  },

  "a server that goes is told, and the page goes on once it is back": async (browser) => {
    const first = served(fed({ done: 3 }));
    const { address, port } = first;
    await using page = await openPage(browser, { address });
    await page.locator("body[data-connection=live]").waitFor();
    await page.locator("#share", { hasText: "3 of 40" }).waitFor();
    await first[Symbol.asyncDispose]();
    await page.locator("#connection", { hasText: "Connection lost, trying again." }).waitFor();
    assert.match(await page.locator("#share").innerText(), /^3 of 40/);
    await using _again = served(fed({ done: 5 }), port);
    await page.locator("#share", { hasText: "5 of 40" }).waitFor();
    assert.equal(await page.locator("#connection").innerText(), "Live.");
  },

  "a verdict that comes is shown, marked and said": async (browser) => {
    const feed = fed();
    await using server = served(feed);
    await using page = await openPage(browser, { address: server.address });
    const [{ id }] = ledger;
    await page.locator(`#waiting-${id}`).waitFor({ state: "attached" });
    assert.equal(await page.locator(`#claim-${id}`).isVisible(), false);
    assert.equal(await page.locator("#verdicts-said").textContent(), "");
    feed.set("ledger", ledgerWith({ [id]: "seen" }));
    await page.locator(`#claim-${id}.new`).waitFor();
    assert.equal(await page.locator(`#claim-${id} .badge`).innerText(), "✓ seen");
    assert.equal(await page.locator(`[data-mark="${id}"]`).textContent(), `✓${id}: seen`);
    assert.equal(await page.locator("#verdicts-said").textContent(), `${id}: seen`);
    // What comes next is news, this no more; it stays where it is.
    feed.set("ledger", ledgerWith({ [id]: "seen", [ledger[1].id]: "not seen" }));
    await page.locator(`#claim-${ledger[1].id}.new`).waitFor();
    assert.equal(await page.locator(`#claim-${id}.new`).count(), 0);
  },

  "is worked by keyboard, without motion": async (browser) => {
    const feed = fed({ done: 3 });
    await using server = served(feed);
    await using page = await openPage(browser, {
      address: server.address,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      colorScheme: "dark",
      reducedMotion: "reduce",
    });
    await page.locator("#share", { hasText: "3 of 40" }).waitFor();
    const focused = () => page.evaluate("document.activeElement.textContent");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "To how far it is");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Hold still");
    await page.keyboard.press("Enter");
    await page.locator("#connection", { hasText: "Held still" }).waitFor();
    feed.set("progress", progress({ done: 4 }));
    // It has come where what was sent after it is not shown either.
    await page.waitForTimeout(300);
    assert.match(await page.locator("#share").innerText(), /^3 of 40/);
    await page.keyboard.press("Enter");
    await page.locator("#share", { hasText: "4 of 40" }).waitFor();
    assert.equal(await focused(), "Hold still");

    const [{ id }] = ledger;
    await page.locator(`[data-mark="${id}"]`).focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(`#waiting-${id}`).isVisible(), true);
    feed.set("ledger", ledgerWith({ [id]: "seen" }));
    await page.locator(`#claim-${id}.new`).waitFor();
    assert.equal(await page.colour(`#claim-${id} > td`, "animation-name"), "none");
    await page.locator(`#claim-${id} summary`).focus();
    await page.keyboard.press("Enter");
    await page.locator(`#claim-${id} .reason`).waitFor();
    // What comes leaves what has the focus, and what is unfolded, alone.
    feed.set("ledger", ledgerWith({ [id]: "seen", [ledger[1].id]: "seen" }));
    await page.locator(`#claim-${ledger[1].id}`).waitFor();
    assert.equal(await page.locator(`#claim-${id} .reason`).isVisible(), true);
    assert.match(String(await focused()), /^Grounds/);
  },

  "nothing is cut off, and axe finds nothing, at three widths in both colour schemes": async (
    browser,
  ) => {
    const [first, second] = ledger;
    const feed = fed({ done: 12 });
    feed.set("ledger", ledgerWith({ [first.id]: "seen", [second.id]: "inconclusive" }));
    await using server = served(feed);
    for (const width of [360, 768, 1440]) {
      await using page = await openPage(browser, {
        address: server.address,
        viewport: { width, height: 900 },
        reducedMotion: "reduce",
      });
      await page.locator("#claims").waitFor();
      await page.locator("#workers-rows tr").nth(2).waitFor();
      for (const [colorScheme, palette] of schemes) {
        await page.emulateMedia({ colorScheme });
        assert.equal(await page.colour("body", "background-color"), rgb(palette.page));
        const path = join(screenshots, `${width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        assert.deepEqual(await axeFindings(page), [], `${width} ${colorScheme}`);
        await page.unfold(true);
        assert.deepEqual(await clipped(page, { tables: "table" }), [], `${width} ${colorScheme}`);
      }
    }
  },
};

const schemes = [["light", lightPalette], ["dark", darkPalette]] as const;

function progress(changes: Partial<Progress> = {}): Progress {
  return {
    place: "/srv/runs/a-folder-with-a-name-that-is-rather-long-for-a-phone/reports/latest",
    command: "deno task reproduce --profile planted",
    state: "at work",
    says: "3 processes at work.",
    done: 0,
    planned: 40,
    wrong: 1,
    secondsLeft: 4000,
    leftBy: "by the plan’s estimate and the pace so far",
    kinds: [{ kind: "fit", done: 12, planned: 38 }, { kind: "throughput", done: 1, planned: null }],
    notes: ["A first note that a reader has to know.", "A second one."],
    ...changes,
  };
}

function runningFit(key: string, maxSteps: number | null): RunningFitRow {
  return {
    key,
    title: "N = 16, recipe open",
    about: ["pg19-whitman-02", "[e][m]×(N−1)", "seed 1", "smollm2-135m-instruct-q4_1"],
    tokens: 16,
    maxSteps,
    steps: 1234,
    accuracy: 0.5,
    lossNats: 1.5,
    curve: {
      steps: [0, 100, 200, 1234],
      lossNats: [9, null, 3, 1.5],
      accuracy: [0, 0.25, 0.25, 0.5],
    },
  };
}

const workers: readonly WorkerRow[] = (["at work", "silent", "failed"] as const).map((state) => ({
  id: state,
  name: `machine-${state.replace(" ", "-")}, process 12345, shard 1/8`,
  state,
  model: "smollm2-135m-instruct-q4_1",
  engine: "onnxruntime on cpu, 2 threads, 4 at a time",
  doing: "open recipe, [e][m]×(N−1), N = 16: compiling and packing weights",
  stepsPerSecond: state === "at work" ? 1250 : null,
  silentSince: state === "silent" ? "2026-11-29T12:00:00.000Z" : null,
}));

/** A feed with something of everything. */
function fed(changes: Partial<Progress> = {}): Feed {
  const feed = watchedFeed();
  const kept = keptRecords();
  records.forEach(kept.add);
  feed.set("progress", progress(changes));
  feed.set("running", {
    fits: ["a", "b", "c"].map((key) => runningFit(key, key === "a" ? null : 5000)),
    more: 40,
    jobs: [{ id: "job", title: "Job: group fit", share: 0.4 }],
  });
  feed.set("workers", workers);
  feed.set("ended", kept.ended());
  feed.set("ledger", ledgerWith({}));
  return feed;
}

/** A ledger of nothing but these verdicts. */
function ledgerWith(
  verdicts: Readonly<Record<string, Ledger["claims"][number]["verdict"]>>,
): Ledger {
  const claims = ledger.map(({ id }) => ({
    id,
    verdict: verdicts[id] ?? "not run",
    kind: "transfer" as const,
    ours: id in verdicts ? "0.61 [0.18, 0.93]" : null,
    scope: "synthetic-model, 4 texts, N = 8, one seed",
    reason: "An invented reason, long enough to be read.",
    open: null,
  }));
  const told = Map.groupBy(claims, ({ verdict }) => verdict);
  const tallies = [...told].map(([verdict, same]) => ({
    kind: verdict === "not run" ? null : "transfer" as const,
    verdicts: [{ verdict, claims: same.length }],
  }));
  return { judged: 4, tallies, claims };
}

function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
