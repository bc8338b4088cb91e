// Reads the chosen text back both ways in the reader's browser, shows the tokens as they come, then
// times both. Runs as a classic script, so that a page opened as a file can say why it cannot.
(() => {
  "use strict";
  const demo = JSON.parse(document.getElementById("demo").textContent);
  const element = (id) => document.getElementById(id);
  const form = element("choice");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // What is open: the engine and the weights once, the programs and vectors of one text.
  let engine = null;
  let opened = null;
  let turn = 0;

  const chosen = () => demo.texts[Number(new FormData(form).get("text"))];

  // Getting things

  async function fetched(file) {
    const response = await fetch(file);
    if (!response.ok) throw new Error(`Cannot fetch ${file}: the host answered ${response.status}`);
    return response;
  }

  async function bytesOf(file) {
    return new Uint8Array(await (await fetched(file)).arrayBuffer());
  }

  async function unpacked({ file }, onBytes) {
    const counting = new TransformStream({
      transform(chunk, to) {
        onBytes(chunk.length);
        to.enqueue(chunk);
      },
    });
    const stream = (await fetched(file)).body.pipeThrough(counting)
      .pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async function openEngine() {
    const total = demo.engine.bytes + demo.weights.bytes;
    let had = 0;
    const onBytes = (count) => {
      had += count;
      element("progress").value = had / total;
    };
    const [ort, wasm, weights, angles] = await Promise.all([
      import("./engine.mjs"),
      unpacked(demo.engine, onBytes),
      unpacked(demo.weights, onBytes),
      bytesOf(demo.angles.file),
    ]);
    // One thread: more want headers that a static host need not send.
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = wasm.buffer;
    ort.env.logLevel = "error";
    return { ort, weights, angles: new Float32Array(angles.buffer) };
  }

  // The tensor "proto" [2, D] of a .safetensors file: eight bytes of length, a header, the data.
  function protoOf(file) {
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    const [from, to] = header.proto.data_offsets;
    return new Float32Array(file.slice(8 + length + from, 8 + length + to).buffer);
  }

  async function open(text) {
    engine ??= openEngine().catch((error) => {
      engine = null;
      throw error;
    });
    const { ort, weights, angles } = await engine;
    if (opened?.text === text) return opened;
    const before = opened;
    opened = null;
    for (const program of [before?.onePass, before?.decode]) await program?.release();
    const program = async (file) =>
      await ort.InferenceSession.create(await bytesOf(file), {
        executionProviders: ["wasm"],
        graphOptimizationLevel: "all",
        externalData: [{ path: demo.weightsFile, data: weights }],
      });
    const proto = protoOf(await bytesOf(text.solution));
    const onePass = await program(text.onePass);
    const decode = await program(text.decode);
    opened = { text, ort, angles, proto, onePass, decode };
    return opened;
  }

  // Both ways

  // The likeliest token at each of the N positions, from one pass over e and m.
  async function readOnce({ ort, proto, onePass }) {
    const shape = [1, proto.length / demo.width, demo.width];
    const { prediction } = await onePass.run({ proto: new ort.Tensor("float32", proto, shape) });
    return Array.from(prediction.data, Number);
  }

  // The same tokens in turn, one pass each, with a cache of keys and values. What is read at a position
  // is the text's own token before it; what the model would have said there is given to `onToken`.
  async function readInTurn({ ort, angles, decode, text }, onToken = () => {}) {
    const { layers, keyValueHeads, headWidth, startId } = demo;
    const capacity = text.targets.length;
    const { half } = demo.angles;
    const sines = angles.length / 2;
    const shape = [1, keyValueHeads, capacity, headWidth];
    const feeds = {};
    for (let layer = 0; layer < layers; layer++) {
      for (const name of [`key${layer}`, `value${layer}`]) {
        const cache = new Float32Array(keyValueHeads * capacity * headWidth);
        feeds[name] = new ort.Tensor("float32", cache, shape);
      }
    }
    // The last slot is the position itself, always seen.
    const mask = new Float32Array(capacity + 1).fill(-Infinity, 0, capacity);
    feeds.mask = new ort.Tensor("float32", mask, [1, capacity + 1]);
    const said = [];
    for (let at = 0; at < capacity; at++) {
      const id = at === 0 ? startId : text.targets[at - 1];
      feeds.id = new ort.Tensor("int64", BigInt64Array.of(BigInt(id)), [1]);
      const [cos, sin] = [0, sines].map((from) =>
        angles.slice(from + at * half, from + (at + 1) * half)
      );
      feeds.cos = new ort.Tensor("float32", cos, [1, half]);
      feeds.sin = new ort.Tensor("float32", sin, [1, half]);
      const results = await decode.run(feeds);
      for (let layer = 0; layer < layers; layer++) {
        for (
          const [name, fresh] of [[`key${layer}`, `newKey${layer}`], [
            `value${layer}`,
            `newValue${layer}`,
          ]]
        ) {
          const [to, from] = [feeds[name].data, results[fresh].data];
          for (let head = 0; head < keyValueHeads; head++) {
            const row = from.subarray(head * headWidth, (head + 1) * headWidth);
            to.set(row, (head * capacity + at) * headWidth);
          }
        }
      }
      mask[at] = 0;
      const own = Number(results.next.data[0]);
      said.push(own);
      await onToken(at, own);
    }
    return said;
  }

  // Timing

  async function timed(work) {
    const start = performance.now();
    const value = await work();
    return { value, elapsed: performance.now() - start };
  }

  // Until the last three runs are no faster than the three before by a tenth, at most ten.
  async function warmUp(work) {
    const samples = [];
    while (samples.length < 10) {
      samples.push((await timed(work)).elapsed);
      const [early, late] = [samples.slice(-6, -3), samples.slice(-3)].map((half) =>
        Math.min(...half)
      );
      if (samples.length >= 6 && late > early * 0.9) break;
      await painted();
    }
    return samples.length;
  }

  function median(samples) {
    const sorted = [...samples].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  // After the next frame; a page that is not seen has none.
  function painted() {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, 100);
      requestAnimationFrame(() => {
        clearTimeout(late);
        setTimeout(resolve);
      });
    });
  }

  // Showing

  const figure = (value, digits = 3) =>
    value.toLocaleString("en", { maximumSignificantDigits: digits });
  const duration = (milliseconds) => `${figure(milliseconds)} ms`;

  function say(text, kind = "") {
    element("status").textContent = text;
    element("status").dataset.kind = kind;
  }

  function token(id, { name = "span", kind = "" } = {}) {
    const one = document.createElement(name);
    one.textContent = demo.pieces[id] ?? "\uFFFD";
    one.className = `${kind} new`.trim();
    return one;
  }

  function clear() {
    for (const way of ["one-pass", "in-turn"]) {
      element(`${way}-text`).replaceChildren();
      element(`${way}-time`).textContent = "–";
    }
    element("times").hidden = true;
  }

  async function drawVectors(text) {
    const proto = opened?.text === text ? opened.proto : protoOf(await bytesOf(text.solution));
    if (text !== chosen()) return;
    const style = getComputedStyle(document.documentElement);
    const [above, below] = ["--series-1", "--series-2"].map((name) => style.getPropertyValue(name));
    const most = Math.max(...proto.map(Math.abs));
    ["e", "m"].forEach((name, row) => {
      const context = element(name).getContext("2d");
      context.clearRect(0, 0, demo.width, 1);
      for (let at = 0; at < demo.width; at++) {
        const value = proto[row * demo.width + at];
        context.globalAlpha = Math.sqrt(Math.abs(value) / most);
        context.fillStyle = value < 0 ? below : above;
        context.fillRect(at, 0, 1, 1);
      }
    });
  }

  function showTimes(ways, warmUps) {
    const middles = ways.map(({ samples }) => median(samples));
    const slowest = Math.max(...middles);
    ways.forEach(({ way }, i) => {
      element(`${way}-time`).textContent = duration(middles[i]);
      element(`${way}-bar`).style.setProperty("--share", String(middles[i] / slowest));
    });
    const rows = {
      "passes of the model": ({ passes }) => String(passes),
      "median": (_way, i) => duration(middles[i]),
      "fastest": ({ samples }) => duration(Math.min(...samples)),
      "slowest": ({ samples }) => duration(Math.max(...samples)),
      "tokens a second": ({ tokens }, i) => figure(tokens / (middles[i] / 1000)),
    };
    element("rows").replaceChildren(
      ...Object.entries(rows).map(([name, cell]) => rowOf(name, ways.map(cell))),
    );
    const [once, inTurn] = middles;
    const { passes } = ways[1];
    element("ratio").textContent = inTurn >= once
      ? `Here one pass was ${figure(inTurn / once, 2)} times as fast as ${passes} in turn.`
      : `Here ${passes} passes in turn were ${figure(once / inTurn, 2)} times as fast as one.`;
    element("how").textContent =
      `Medians of ${demo.repeats} runs each, in turns, after ${warmUps[0]} and ${
        warmUps[1]
      } runs of ` +
      `warm-up; every run of one pass gave the same tokens. This browser's clock has steps of ` +
      `${figure(clockStep(), 2)} ms.`;
    element("times").hidden = false;
  }

  function rowOf(name, cells) {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    for (const text of cells) row.insertCell().textContent = text;
    return row;
  }

  // The smallest step that the clock is seen to make, milliseconds.
  function clockStep() {
    let least = Infinity;
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      let now = start;
      while (now === start) now = performance.now();
      least = Math.min(least, now - start);
    }
    return least;
  }

  // One reading

  async function read(text, goesOn) {
    clear();
    const progress = element("progress");
    progress.hidden = false;
    progress.value = engine === null ? 0 : 1;
    say(engine === null ? "Fetching the engine and the model…" : "Compiling…");
    const programs = await open(text);
    if (!goesOn()) return;
    const { targets } = text;

    say("Reading…");
    await painted();
    const once = await readOnce(programs);
    if (!goesOn()) return;
    element("one-pass-text").replaceChildren(
      ...once.map((id, at) => token(id, { name: id === targets[at] ? "span" : "mark" })),
    );
    await painted();
    let own = 0;
    await readInTurn(programs, async (at, said) => {
      if (!goesOn()) return;
      own += said === targets[at];
      const kind = said === targets[at] ? "own" : "";
      element("in-turn-text").append(token(targets[at], { kind }));
      if (!still.matches) await painted();
    });
    if (!goesOn()) return;

    say("Timing…");
    const works = [() => readOnce(programs), () => readInTurn(programs)];
    const warmUps = [];
    for (const work of works) warmUps.push(await warmUp(work));
    const samples = [[], []];
    for (let repeat = 0; repeat < demo.repeats; repeat++) {
      progress.value = repeat / demo.repeats;
      await painted();
      if (!goesOn()) return;
      for (const [i, work] of works.entries()) {
        const { value, elapsed } = await timed(work);
        samples[i].push(elapsed);
        if (i === 0 && value.join() !== once.join()) {
          throw new Error("Cannot time one pass: it gave other tokens than before");
        }
      }
    }
    const tokens = targets.length;
    showTimes([
      { way: "one-pass", passes: 1, tokens, samples: samples[0] },
      { way: "in-turn", passes: tokens, tokens, samples: samples[1] },
    ], warmUps);
    const right = once.filter((id, at) => id === targets[at]).length;
    say(
      (right === tokens
        ? `One pass gave back all ${tokens} tokens of the stored text. `
        : `One pass gave back ${right} of ${tokens} tokens of the stored text. `) +
        `Token by token, the model alone would have said ${own} of them.`,
      "done",
    );
  }

  async function run() {
    const mine = ++turn;
    const goesOn = () => mine === turn;
    const button = element("go");
    button.setAttribute("aria-disabled", "true");
    document.body.dataset.state = "running";
    try {
      await read(chosen(), goesOn);
      if (goesOn()) document.body.dataset.state = "done";
    } catch (error) {
      if (!goesOn()) return;
      document.body.dataset.state = "failed";
      clear();
      say(reasonOf(error), "failed");
    } finally {
      if (goesOn()) {
        button.removeAttribute("aria-disabled");
        element("progress").hidden = true;
      }
    }
  }

  function reasonOf(error) {
    if (location.protocol === "file:") {
      return "A browser lets no page that was opened as a file fetch what lies beside it: serve this " +
        "folder, for example with deno task demo.";
    }
    return `${error.message}. The button above tries again.`;
  }

  // A run that is under way ends at its next token, then the new one may begin.
  let running = Promise.resolve();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (element("go").getAttribute("aria-disabled") === "true") return;
    running = running.then(run);
  });
  form.addEventListener("change", () => {
    turn++;
    clear();
    element("progress").hidden = true;
    element("go").removeAttribute("aria-disabled");
    document.body.dataset.state = "ready";
    say("Read it back.");
    drawVectors(chosen()).catch(() => {});
  });
  dark.addEventListener("change", () => drawVectors(chosen()).catch(() => {}));
  document.body.dataset.state = "ready";
  say("Choose a text and read it back.");
  drawVectors(chosen()).catch((error) => say(reasonOf(error), "failed"));
})();
