// Puts two runs side by side: what they ran on, verdicts, metrics, and the fits that both have.
(() => {
  "use strict";
  const form = document.getElementById("pair");
  if (form === null) return;
  const runs = JSON.parse(document.getElementById("runs-data").textContent);
  const place = document.getElementById("difference");

  function make(name, ...children) {
    const one = document.createElement(name);
    one.append(...children);
    return one;
  }

  // The page's tables as report/tables writes them: a card a row on a narrow screen.
  function table(caption, names, rows) {
    const role = (element, name) => {
      element.setAttribute("role", name);
      return element;
    };
    const head = names.map((name) => {
      const cell = role(make("th", name), "columnheader");
      cell.scope = "col";
      return cell;
    });
    const lines = rows.map((cells) => {
      const row = role(make("tr"), "row");
      cells.forEach((content, i) => {
        const cell = role(make(i === 0 ? "th" : "td", content), i === 0 ? "rowheader" : "cell");
        if (i === 0) cell.scope = "row";
        else cell.dataset.name = names[i];
        row.append(cell);
      });
      return row;
    });
    const title = make("caption", caption);
    const whole = make(
      "table",
      title,
      role(make("thead", role(make("tr", ...head), "row")), "rowgroup"),
      role(make("tbody", ...lines), "rowgroup"),
    );
    role(whole, "table").className = "cards";
    const box = make("div", whole);
    box.className = "scroll";
    box.tabIndex = 0;
    role(box, "region").setAttribute("aria-label", caption);
    return box;
  }

  const both = (a, b) => Object.keys(a).filter((key) => Object.hasOwn(b, key));

  function change(a, b) {
    if (a.timed && a.machine !== b.machine) return "another machine";
    const apart = a.interval && b.interval
      ? a.interval[1] < b.interval[0] || b.interval[1] < a.interval[0]
        ? "; intervals apart"
        : "; intervals overlap"
      : "";
    if (a.value === b.value) return `none${apart}`;
    if (a.value === 0) return `from 0${apart}`;
    const percent = (b.value / a.value - 1) * 100;
    const size = Math.abs(percent).toLocaleString("en", { maximumSignificantDigits: 2 });
    return `${percent < 0 ? "−" : "+"}${size} %${apart}`;
  }

  function middle(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const at = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[at] : (sorted[at - 1] + sorted[at]) / 2;
  }

  // Runs fit other texts: what is told here is of the texts and seeds that both fitted.
  function fitsOfBoth(before, after, id) {
    const [what, setting] = id.split(" ");
    if (what !== "exact" && what !== "steps") return "–";
    const [a, b] = [before.fits[`exact ${setting}`], after.fits[`exact ${setting}`]];
    const fits = a && b ? both(a, b) : [];
    if (fits.length === 0) return "none in common";
    const exact = fits.filter((fit) => a[fit] > 0 && b[fit] > 0);
    if (what === "steps") {
      if (exact.length === 0) return "none exact in both";
      const [was, is] = [a, b].map((steps) => middle(exact.map((fit) => steps[fit])));
      return `${exact.length} exact in both: median ${was.toLocaleString("en")} and ` +
        `${is.toLocaleString("en")} steps`;
    }
    const onlyBefore = fits.filter((fit) => a[fit] > 0 && b[fit] === 0).length;
    const onlyAfter = fits.filter((fit) => a[fit] === 0 && b[fit] > 0).length;
    return `${fits.length} in common: ${exact.length} exact in both, ${onlyBefore} only before, ` +
      `${onlyAfter} only after`;
  }

  function sameFits(before, after, id) {
    const [what, setting] = id.split(" ");
    if (what !== "exact" && what !== "steps") return true;
    const [a, b] = [before, after].map(({ fits }) => Object.keys(fits[`exact ${setting}`] ?? {}));
    return a.length === b.length && a.every((fit) => b.includes(fit));
  }

  function show() {
    const chosen = new FormData(form);
    const [before, after] = ["before", "after"].map((name) => runs[Number(chosen.get(name))]);
    if (before === after) {
      place.replaceChildren(make("p", "This is one run; choose two."));
      return;
    }
    const parts = [];
    const settings = both(before.setting, after.setting)
      .filter((name) => before.setting[name] !== after.setting[name]);
    parts.push(table(
      "What they ran on, as far as it differs",
      ["setting", "before", "after"],
      settings.map((name) => [name, before.setting[name], after.setting[name]]),
    ));
    const claims = both(before.verdicts, after.verdicts);
    const turned = claims.filter((id) => before.verdicts[id][1] !== after.verdicts[id][1]);
    parts.push(
      claims.length === 0
        ? make("p", "They judged no claim in common.")
        : turned.length === 0
        ? make("p", `All ${claims.length} verdicts are the same.`)
        : table(
          `${turned.length} of ${claims.length} verdicts differ`,
          ["claim", "before", "after"],
          turned.map((id) => [
            after.verdicts[id][0],
            before.verdicts[id][1],
            after.verdicts[id][1],
          ]),
        ),
    );
    const metrics = both(before.metrics, after.metrics);
    parts.push(
      metrics.length === 0 ? make("p", "They measured nothing by the same settings.") : table(
        `${metrics.length} metrics measured by the same settings`,
        ["metric", "before", "after", "change", "the same fits"],
        metrics.map((id) => {
          const [a, b] = [before.metrics[id], after.metrics[id]];
          const name = `${b.group}: ${b.name}`;
          const texts = sameFits(before, after, id) ? "" : "; of other texts too";
          return [name, a.text, b.text, change(a, b) + texts, fitsOfBoth(before, after, id)];
        }),
      ),
    );
    const alone = [before, after].map((run, i) =>
      `${Object.keys(run.metrics).length - metrics.length} only ${i === 0 ? "before" : "after"}`
    );
    parts.push(make("p", `Measured by one of them alone: ${alone.join(", ")}.`));
    place.replaceChildren(...parts);
  }

  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
