import type { Page } from "playwright-core";

/**
 * What a reader cannot see whole: drawings cut off at their edge, words that end in an ellipsis,
 * text beyond the screen, boxes that hide part of their content. A table may be wider than a phone,
 * in a box of its own that scrolls; `tables` are those that must not be.
 */
export async function clipped(
  page: Page,
  { tables }: { readonly tables: string },
): Promise<string[]> {
  return await page.evaluate(`(() => {
    const found = [];
    const note = (what, element) =>
      found.push(what + ": " + (element.textContent ?? "").trim().slice(0, 60) + " in #" +
        (element.closest("[id]")?.id ?? ""));
    if (document.documentElement.scrollWidth > innerWidth) note("wider than the screen", document.body);
    for (const text of document.querySelectorAll(".live svg text")) {
      if (text.textContent === "" || getComputedStyle(text).opacity === "0") continue;
      const own = text.getBoundingClientRect();
      const whole = text.closest("svg").getBoundingClientRect();
      const beyond = Math.max(whole.left - own.left, own.right - whole.right, whole.top - own.top,
        own.bottom - whole.bottom);
      if (beyond > 1.5) note("drawn " + beyond.toFixed(1) + " px beyond its edge", text);
      if (text.textContent.endsWith("…")) note("cut short", text);
    }
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest("svg, .unseen, .skip, noscript, script, .tooltip") !== null) continue;
      if (!element.checkVisibility()) continue;
      const scrolls = element.closest(".scroll, pre");
      if (scrolls === null && element.getBoundingClientRect().right > innerWidth + 1) {
        note("beyond the screen", element);
      }
      const { overflowX } = getComputedStyle(element);
      if (overflowX === "visible" || element.matches(".scroll, pre, input")) continue;
      if (element.scrollWidth > element.clientWidth + 1) note("hides a part", element);
    }
    for (const box of document.querySelectorAll(${JSON.stringify(tables)})) {
      if (!box.checkVisibility()) continue;
      if (box.scrollWidth > box.clientWidth + 1) {
        note("a table " + (box.scrollWidth - box.clientWidth) + " px too wide", box);
      }
    }
    return found;
  })()`);
}
