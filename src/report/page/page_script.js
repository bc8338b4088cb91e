// Draws each chart when it is scrolled to, at the width it has on this screen, shows what a mark
// stands for, and makes the files of its data. The libraries lie in the page deflated and are run at
// the first chart; a chart that cannot be drawn has its table.
(() => {
  "use strict";
  const settings = JSON.parse(document.getElementById("chart-settings").textContent);
  const card = document.body.appendChild(document.createElement("div"));
  card.className = "tooltip";
  card.hidden = true;
  card.setAttribute("aria-hidden", "true");

  let ready;
  function libraries() {
    ready ??= (async () => {
      for (const inert of document.querySelectorAll("script.library")) {
        const script = document.createElement("script");
        script.textContent = await inflated(inert.textContent);
        document.head.append(script);
        inert.remove();
      }
      return globalThis;
    })();
    return ready;
  }

  // See deflated.ts.
  async function inflated(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await new Response(stream).text();
  }

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

  const specOf = (figure) => ({
    ...settings.sizing,
    ...JSON.parse(figure.querySelector("script[type='application/json']").textContent, unpack),
  });

  async function viewOf(spec, { config, ...options }) {
    const { vega, vegaLite, expressionInterpreter } = await libraries();
    const compiled = vegaLite.compile(spec, { config }).spec;
    return new vega.View(vega.parse(compiled, undefined, { ast: true }), {
      expr: expressionInterpreter,
      hover: false,
      ...options,
    });
  }

  // The legend stands beside the drawing as a list; see legend.ts.
  function withoutLegends(spec) {
    for (const [channel, one] of Object.entries(spec.encoding ?? {})) {
      if (legends.has(channel) && one !== null) one.legend = null;
    }
    for (const layer of spec.layer ?? []) withoutLegends(layer);
    return spec;
  }
  const legends = new Set(["color", "fill", "stroke", "shape", "strokeDash", "size", "opacity"]);

  async function draw(figure) {
    const drawing = figure.querySelector(".drawing");
    const live = document.createElement("div");
    live.className = "live";
    try {
      drawing.append(live);
      const spec = withoutLegends(specOf(figure));
      const view = await viewOf(spec, { config: settings.shown, renderer: "svg", container: live });
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
  function watch(within) {
    for (const figure of within.querySelectorAll("figure.chart")) {
      figure.querySelector(".under").append(takeAway());
      seen.observe(figure);
    }
  }

  // Files are made where they are asked for: a page that travels alone has them all the same.
  function takeAway() {
    const group = document.createElement("p");
    group.className = "take";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Data of this chart");
    for (const [file, name] of [["csv", "CSV"], ["svg", "SVG"], ["vl.json", "Vega-Lite"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.file = file;
      button.textContent = name;
      group.append(button, " ");
    }
    return group;
  }

  watch(document);
  document.addEventListener("unfolded", ({ target }) => watch(target));
  addEventListener("scroll", () => (card.hidden = true), { passive: true });

  const files = {
    csv: (spec) => csv(rowsOf(spec)),
    svg: async (spec) => {
      const paper = { ...spec, width: 640 };
      return await (await viewOf(paper, { config: settings.taken, renderer: "none" })).toSVG();
    },
    "vl.json": (spec) => JSON.stringify({ ...spec, width: 640, config: settings.taken }, null, 1),
  };
  const types = { csv: "text/csv", svg: "image/svg+xml", "vl.json": "application/json" };

  // Every row of every set of marks; a set without a column leaves it empty.
  function rowsOf(spec) {
    if (typeof spec !== "object" || spec === null) return [];
    return Object.entries(spec).flatMap(([key, inner]) =>
      key === "data" && Array.isArray(inner.values) ? inner.values : rowsOf(inner)
    );
  }

  function csv(rows) {
    const columns = [...new Set(rows.flatMap(Object.keys))];
    const field = (value) => {
      const text = value === null || value === undefined ? "" : String(value);
      return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
      .map((cells) => cells.map(field).join(",") + "\r\n").join("");
  }

  document.addEventListener("click", async ({ target }) => {
    const file = target.dataset?.file;
    if (file === undefined) return;
    const figure = target.closest("figure");
    const content = await files[file](specOf(figure));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: types[file] }));
    link.download = `${figure.id.replace(/^chart-/, "")}.${file}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
})();
