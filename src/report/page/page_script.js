// Draws each chart again at the width it has on this screen, and shows what a mark stands for.
// Runs in the reader's browser after vega, vegaLite and expressionInterpreter; a chart that cannot
// be drawn keeps the drawing it came with.
(() => {
  "use strict";
  const { vega, vegaLite, expressionInterpreter } = globalThis;
  const config = JSON.parse(document.getElementById("chart-config").textContent);
  const card = document.body.appendChild(document.createElement("div"));
  card.className = "tooltip";
  card.hidden = true;
  card.setAttribute("aria-hidden", "true");

  function showTooltip(_handler, event, _item, value) {
    card.hidden = value === null || value === undefined || value === "";
    if (card.hidden) return;
    card.replaceChildren(
      ...Object.entries(value).map(([name, text]) => {
        const line = document.createElement("div");
        line.textContent = `${name}: ${text}`;
        return line;
      }),
    );
    const left = Math.min(event.clientX + 14, innerWidth - card.offsetWidth - 8);
    const below = event.clientY + 18 + card.offsetHeight < innerHeight;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${below ? event.clientY + 18 : event.clientY - card.offsetHeight - 10}px`;
  }

  // Rows come packed as columns; see packed_rows.ts.
  function unpack(_key, value) {
    const columns = value?.packedRows;
    if (columns === undefined) return value;
    const rows = [];
    for (const [name, column] of Object.entries(columns)) {
      const values = Array.isArray(column) ? column : column.at.map((at) => column.words[at]);
      values.forEach((one, i) => (rows[i] ??= {})[name] = one);
    }
    return rows;
  }

  async function draw(figure) {
    const drawing = figure.querySelector(".drawing");
    const live = document.createElement("div");
    live.className = "live";
    drawing.append(live);
    try {
      const spec = JSON.parse(figure.querySelector("script").textContent, unpack);
      const compiled = vegaLite.compile(spec, { config }).spec;
      const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
        renderer: "svg",
        expr: expressionInterpreter,
        container: live,
        hover: false,
      });
      view.tooltip(showTooltip);
      await view.runAsync();
      drawing.firstElementChild.remove();
      figure.dataset.state = "live";
    } catch (error) {
      live.remove();
      figure.dataset.state = "failed";
      throw error;
    }
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "400px" });
  for (const figure of document.querySelectorAll("figure.chart")) seen.observe(figure);
  addEventListener("scroll", () => (card.hidden = true), { passive: true });
})();
