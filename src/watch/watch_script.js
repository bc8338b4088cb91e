// Draws what the server tells, section by section, in place: what has the focus keeps it, what is
// unfolded stays so. Nothing is asked of anybody but the page's own server.
(() => {
  "use strict";
  const element = (id) => document.getElementById(id);
  const whole = new Intl.NumberFormat("en");
  const made = (name, attributes = {}, ...children) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    one.append(...children);
    return one;
  };
  const drawn = (name, attributes = {}) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  };
  const say = (one, text) => {
    if (one.textContent !== text) one.textContent = text;
  };

  /** Makes the children of `parent` those of `items`, by key and in their order. */
  function reconcile(parent, items, { key, make, update }) {
    const before = new Map([...parent.children].map((one) => [one.dataset.key, one]));
    let place = parent.firstElementChild;
    for (const item of items) {
      const name = key(item);
      let one = before.get(name);
      before.delete(name);
      if (one === undefined) {
        one = make(item);
        one.dataset.key = name;
      }
      update(one, item);
      if (one === place) place = place.nextElementSibling;
      else parent.insertBefore(one, place);
    }
    for (const one of before.values()) one.remove();
  }

  // Words

  function duration(seconds) {
    if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    const hours = Math.round(seconds / 3600);
    return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
  }

  function figure(value) {
    if (value >= 100) return whole.format(Math.round(value));
    return String(Number(value.toPrecision(3)));
  }

  const clock = (iso) =>
    new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  // How far

  function showProgress({ place, command, state, says, done, planned, wrong, ...more }) {
    const { secondsLeft, leftBy, kinds, notes } = more;
    say(element("place"), place);
    say(element("state"), says);
    element("state").dataset.state = state;
    const jobs = planned === null
      ? `${whole.format(done)} ${done === 1 ? "job" : "jobs"} done`
      : `${whole.format(done)} of ${whole.format(planned)} jobs done`;
    say(element("share"), jobs);
    const left = state !== "at work" || secondsLeft === null || done === planned
      ? ""
      : `about ${duration(secondsLeft)} of work left, ${leftBy}`;
    const off = wrong === 0 ? "" : `${whole.format(wrong)} wrong: read back as another text`;
    say(element("left"), [left, off].filter(Boolean).join(" · "));
    element("done").hidden = planned === null;
    element("done").value = planned ? done / planned : 0;
    document.title = planned
      ? `${Math.floor(100 * done / planned)} % · Watching a run`
      : "Watching a run";
    reconcile(element("kinds"), kinds, {
      key: ({ kind }) => kind,
      make: () => made("li", {}, made("span"), " ", made("b")),
      update(one, { kind, done, planned }) {
        say(one.firstElementChild, kind === "throughput" ? "timings" : kind);
        const of = planned === null ? "" : ` of ${whole.format(planned)}`;
        say(one.lastElementChild, `${whole.format(done)}${of}`);
      },
    });
    reconcile(element("notes"), notes, {
      key: (note) => note,
      make: (note) => made("li", {}, note),
      update() {},
    });
    element("command").hidden = command === null || state === "at work";
    say(element("command").querySelector("code"), command ?? "");
  }

  // Curves: loss above, tokens right below, both over steps

  const [width, lossHeight, gap, rightHeight] = [300, 72, 12, 30];
  const height = lossHeight + gap + rightHeight;

  function makeFit() {
    const svg = drawn("svg", {
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
      role: "img",
    });
    for (const y of [lossHeight, height]) {
      svg.append(drawn("path", { class: "axis", d: `M0 ${y}H${width}` }));
    }
    svg.append(drawn("path", { class: "right" }), drawn("path", { class: "loss" }));
    return made(
      "figure",
      { class: "fit" },
      made("figcaption", {}, made("b"), made("span", { class: "what" })),
      made(
        "div",
        { class: "plot" },
        made("span", { class: "top" }),
        made("span", { class: "all" }),
        svg,
        made("span", { class: "from" }),
        made("span", { class: "to" }),
      ),
      made("p", { class: "now" }),
    );
  }

  function updateFit(one, { title, about, tokens, steps, accuracy, lossNats, curve, ...more }) {
    const [caption, what] = one.querySelector("figcaption").children;
    say(caption, title);
    showWords(what, about);
    const right = accuracy === null
      ? "no text"
      : tokens === null
      ? `${Math.round(100 * accuracy)} %`
      : `${Math.round(accuracy * tokens)} of ${tokens}`;
    const loss = lossNats === null ? "–" : `${figure(lossNats)} nats`;
    const now = [`right ${right}`, `loss ${loss}`];
    const { outcome, seconds, maxSteps } = more;
    if (outcome !== undefined) {
      now.push(`${whole.format(steps)} ${steps === 1 ? "step" : "steps"}`);
      if (seconds !== null) now.push(duration(seconds));
      now.unshift(
        { exact: "✓ exact", "not exact": "✗ not exact", wrong: "✗ wrong" }[outcome],
      );
      one.dataset.outcome = outcome;
    } else {
      const most = maxSteps === null ? "" : ` of ${whole.format(maxSteps)}`;
      now.push(`step ${whole.format(steps)}${most}`);
    }
    showWords(one.querySelector(".now"), now);
    drawCurve(one.querySelector(".plot"), curve, tokens);
  }

  /** Words that stay together, each apart from the next. */
  function showWords(parent, words) {
    reconcile(parent, words.map((text, at) => ({ text, at })), {
      key: ({ at }) => String(at),
      make: () => made("span"),
      update: (one, { text }) => say(one, text),
    });
  }

  function drawCurve(plot, { steps, lossNats, accuracy }, tokens) {
    const [svg] = plot.getElementsByTagName("svg");
    const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
    const most = Math.max(...lossNats.filter((loss) => loss !== null), 0);
    const x = (step) => (width * (step - first) / Math.max(1, last - first)).toFixed(1);
    const lossY = (loss) => (lossHeight * (1 - loss / (most || 1))).toFixed(1);
    const rightY = (share) => (height - rightHeight * share).toFixed(1);
    let path = "";
    let isDown = false;
    for (const [at, loss] of lossNats.entries()) {
      if (loss !== null) path += `${isDown ? "L" : "M"}${x(steps[at])} ${lossY(loss)}`;
      isDown = loss !== null;
    }
    const line = svg.querySelector(".loss");
    line.setAttribute("d", steps.length === 1 ? `${path}h0` : path);
    line.classList.toggle("dot", steps.length === 1);
    const area = steps.length === 0 ? "" : `M0 ${height}` +
      accuracy.map((share, at) => `H${x(steps[at])}V${rightY(share)}`).join("") + `V${height}Z`;
    svg.querySelector(".right").setAttribute("d", area);
    say(plot.querySelector(".top"), steps.length === 0 ? "" : figure(most));
    say(plot.querySelector(".all"), tokens === null ? "100 %" : String(tokens));
    say(plot.querySelector(".from"), steps.length === 0 ? "" : whole.format(first));
    say(plot.querySelector(".to"), steps.length < 2 ? "" : whole.format(last));
    const [from, to] = [
      lossNats.find((loss) => loss !== null),
      lossNats.findLast((loss) => loss !== null),
    ];
    svg.setAttribute(
      "aria-label",
      from === undefined
        ? "No step was seen yet"
        : `Loss from ${figure(from)} to ${
          figure(to)
        } nats over steps ${first} to ${last}; tokens ` +
          `right from ${Math.round(100 * accuracy[0])} to ${Math.round(100 * accuracy.at(-1))} %`,
    );
  }

  function showRunning({ fits, more, jobs }) {
    reconcile(element("running-fits"), fits, {
      key: ({ key }) => key,
      make: makeFit,
      update: updateFit,
    });
    reconcile(element("running-jobs"), jobs, {
      key: ({ id }) => id,
      make: () => made("li", {}, made("span"), made("progress", { max: 1 })),
      update(one, { title, share }) {
        const [name, bar] = one.children;
        say(name, `${title}, ${Math.round(100 * share)} %`);
        bar.value = share;
        bar.setAttribute("aria-label", title);
      },
    });
    element("running-none").hidden = fits.length > 0 || jobs.length > 0;
    say(element("running-more"), more === 0 ? "" : `and ${whole.format(more)} more`);
  }

  function showEnded(fits) {
    reconcile(element("ended-fits"), fits, {
      key: ({ key }) => key,
      make: makeFit,
      update: updateFit,
    });
    element("ended-none").hidden = fits.length > 0;
  }

  // Workers

  const states = {
    "at work": ["●", "right"],
    idle: ["○", "quiet"],
    draining: ["◐", "quiet"],
    silent: ["?", "caution"],
    done: ["✓", "quiet"],
    stopped: ["■", "quiet"],
    failed: ["✗", "wrong"],
  };

  function showWorkers(workers) {
    element("workers-none").hidden = workers.length > 0;
    element("workers-table").hidden = workers.length === 0;
    const cell = (name, ...content) => made("td", { "data-name": name }, ...content);
    reconcile(element("workers-rows"), workers, {
      key: ({ id }) => id,
      make: () =>
        made(
          "tr",
          {},
          made("th", { scope: "row" }),
          cell("State", made("span", { "aria-hidden": "true" }), " ", made("span")),
          cell("Does"),
          cell("Model and engine"),
          cell("Steps a second"),
        ),
      update(one, { name, state, doing, model, engine, stepsPerSecond, silentSince }) {
        const [head, status, does, on, pace] = one.children;
        say(head, name);
        const [sign, colour] = states[state];
        status.className = colour;
        say(status.firstElementChild, sign);
        say(
          status.lastElementChild,
          silentSince === null ? state : `silent since ${clock(silentSince)}`,
        );
        say(does, doing);
        say(on, [model, engine].filter((text) => text !== null).join("; ") || "–");
        say(pace, stepsPerSecond === null ? "–" : figure(stepsPerSecond));
        pace.className = "number";
      },
    });
  }

  // Claims

  const badges = new Map(
    Array.from(document.querySelectorAll("template[data-verdict]"), (one) => [
      one.dataset.verdict,
      one,
    ]),
  );
  const badge = (verdict) => badges.get(verdict).content.cloneNode(true);
  let verdicts = null;

  function showLedger({ judged, tallies, claims }) {
    const tally = element("tally");
    tally.replaceChildren(
      ...tallies.flatMap(({ kind, verdicts }) => [
        ...kind === null ? [] : [made("b", {}, kind)],
        ...verdicts.map(({ verdict, claims }) => made("span", {}, `${claims} `, badge(verdict))),
      ]),
      made(
        "span",
        { class: "note" },
        `by ${whole.format(judged)} ${judged === 1 ? "record" : "records"}`,
      ),
    );
    const news = [];
    for (const claim of claims) {
      const { id, verdict } = claim;
      const before = verdicts?.get(id);
      const isNew = before !== undefined && before !== verdict;
      if (isNew) news.push(`${id}: ${verdict}`);
      showClaim(claim, isNew);
    }
    verdicts = new Map(claims.map(({ id, verdict }) => [id, verdict]));
    const left = claims.filter(({ verdict }) => verdict === "not run").length;
    element("claims").hidden = left === claims.length;
    element("waiting").hidden = left === 0;
    say(
      element("waiting").firstElementChild,
      left === 1
        ? "1 claim has no verdict yet, and why"
        : `${left} claims have no verdict yet, and why`,
    );
    if (news.length > 0) say(element("verdicts-said"), news.join("; "));
  }

  function showClaim({ id, verdict, kind, ours, scope, reason, open }, isNew) {
    const waits = verdict === "not run";
    const [row, line] = [element(`claim-${id}`), element(`waiting-${id}`)];
    const mark = document.querySelector(`[data-mark="${CSS.escape(id)}"]`);
    // Of another version of the ledger than this page's.
    if (row === null) return;
    row.hidden = waits;
    line.hidden = !waits;
    mark.setAttribute("href", waits ? `#waiting-${id}` : `#claim-${id}`);
    const [head, status, , here] = row.children;
    if (row.dataset.verdict !== `${verdict} ${kind}`) {
      row.dataset.verdict = `${verdict} ${kind}`;
      status.replaceChildren(badge(verdict), " ", made("span", { class: "kind" }, kind));
      const { className, firstElementChild: sign } = badge(verdict).firstElementChild;
      mark.className = className;
      say(mark.firstElementChild, sign.textContent);
      say(mark.lastElementChild, `${id}: ${verdict}`);
    }
    for (const one of [row, mark]) one.classList.toggle("new", isNew);
    say(here.querySelector(".ours"), ours ?? "–");
    say(here.querySelector(".scope"), ours === null ? "" : scope);
    const grounds = open === null ? reason : `${reason} Under other recipes, no verdict: ${open}`;
    say(head.querySelector(".reason"), grounds);
    say(line.querySelector(".reason"), grounds);
  }

  // The connection

  const shows = {
    progress: showProgress,
    running: showRunning,
    workers: showWorkers,
    ended: showEnded,
    ledger: showLedger,
  };
  const waiting = new Map();
  let held = false;
  let connection = "lost";

  function tell() {
    const live = held ? "Held still; the run goes on." : "Live.";
    const text = {
      live,
      lost: "Connection lost, trying again.",
      refused: "The server wants another token: open the address that it printed.",
    }[connection];
    say(element("connection"), text);
    document.body.dataset.connection = connection;
  }

  function connected(to) {
    connection = to;
    tell();
  }

  function connect() {
    const events = new EventSource("events");
    events.onopen = () => connected("live");
    for (const section of Object.keys(shows)) {
      events.addEventListener(section, ({ data }) => {
        if (held) waiting.set(section, data);
        else shows[section](JSON.parse(data));
      });
    }
    events.onerror = async () => {
      if (connection !== "refused") connected("lost");
      // Where the server answers with an error, a browser gives up by itself.
      if (events.readyState !== EventSource.CLOSED) return;
      const answer = await fetch("events", { method: "HEAD" }).catch(() => null);
      if (answer?.status === 401) connected("refused");
      setTimeout(connect, 2000);
    };
  }

  element("hold").addEventListener("click", () => {
    held = !held;
    element("hold").setAttribute("aria-pressed", String(held));
    tell();
    if (held) return;
    for (const [section, data] of waiting) shows[section](JSON.parse(data));
    waiting.clear();
  });

  // A mark may lead to what is folded away.
  document.querySelector(".strip").addEventListener("click", ({ target }) => {
    const to = target.closest("a")?.getAttribute("href").slice(1);
    if (to?.startsWith("waiting-")) element("waiting").open = true;
  });

  say(element("connection"), "Connecting.");
  connect();
})();
