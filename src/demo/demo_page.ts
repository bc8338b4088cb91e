import type { ModelConfig } from "../models/mod.ts";
import { htmlDocument, pageStyle } from "../report/page/html_document.ts";
import { inlineJson } from "../report/page/inline_json.ts";
import { type Markup, markup } from "../report/page/markup.ts";
import demoStyle from "./demo.css" with { type: "text" };
import type { KeptText } from "./kept_texts.ts";
import type { Packed } from "./packed.ts";

/** A text of the page and the files that say it. */
export interface DemoText {
  readonly kept: KeptText;
  readonly text: string;
  readonly solution: string;
  readonly onePass: string;
  readonly decode: string;
}

/** What the page is made of; nothing else goes into it. */
export interface DemoPageInput {
  readonly texts: readonly DemoText[];
  readonly config: ModelConfig;
  /** What decoding begins with. */
  readonly startId: number;
  /** The text of every token id. */
  readonly pieces: readonly string[];
  /** cos and sin [longest N, r/2] of the positions. */
  readonly angles: string;
  /** Name by which the graphs ask for the weights. */
  readonly weightsFile: string;
  readonly weights: Packed;
  readonly engine: Packed;
}

/** Timed runs of each way; their median is shown. */
const repeats = 11;

/**
 * What the page may do: run its own script and the engine beside it, fetch its own files, and nothing
 * else, from nowhere else.
 *
 * `wasm-unsafe-eval` lets WebAssembly be compiled, which the engine is; it does not allow `eval` of
 * JavaScript. There are no inline scripts and styles, so no hash is wanted.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  // The empty icon, so that none is asked for.
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The page and its style sheet. */
export function renderDemoPage(input: DemoPageInput): { html: string; style: string } {
  const { texts, config, weights, engine } = input;
  const megabytes = Math.round((weights.bytes + engine.bytes) / 1e6);
  const title = "A text out of two vectors";
  const body = markup`<a class="skip" href="#choice">To the texts</a>
<header>
<h1>${title}</h1>
<p>A language model usually writes one token after another. Here a whole text comes out of <em>one</em>
pass: it was stored as two vectors of ${config.width} numbers, <b>e</b> and <b>m</b>, and the model, its
weights frozen, reads <code>[e][m][m]…[m]</code>. Your browser does both below and times them.</p>
</header>
<main>
<form id="choice">
<fieldset>
<legend>A stored text</legend>
${texts.map(choice)}
</fieldset>
<p class="go"><button type="submit" id="go">Read it back</button>
<span class="note">Fetches ${megabytes} MB from this site, once. No text, no time and no number leaves
this page.</span></p>
</form>
<progress id="progress" max="1" value="0" aria-label="Fetching and timing" hidden></progress>
<p id="status" role="status">This page computes in your browser, which wants scripts.</p>
<div class="ways">
<section class="way" aria-labelledby="one-pass-name">
<h2 id="one-pass-name">One pass</h2>
<p class="note">All of it, at once, from these two vectors:</p>
<div class="vectors" aria-hidden="true">
<span>e</span><canvas id="e" width="${config.width}" height="1"></canvas>
<span>m</span><canvas id="m" width="${config.width}" height="1"></canvas>
</div>
<p class="text" id="one-pass-text" lang="en"></p>
<p class="time"><output id="one-pass-time" for="go">–</output></p>
</section>
<section class="way" aria-labelledby="in-turn-name">
<h2 id="in-turn-name">Token by token</h2>
<p class="note">With a cache of keys and values, each token read before the next is asked for. It is given
the text's own tokens; <span class="own">underlined</span> are those it would have said by itself.</p>
<p class="text" id="in-turn-text" lang="en"></p>
<p class="time"><output id="in-turn-time" for="go">–</output></p>
</section>
</div>
<div id="times" hidden>
<p id="ratio"></p>
<div class="bars" aria-hidden="true">
<span>one pass</span><i id="one-pass-bar"></i>
<span>token by token</span><i id="in-turn-bar"></i>
</div>
<table>
<caption>Times on this machine</caption>
<thead><tr><td></td><th scope="col">one pass</th><th scope="col">token by token</th></tr></thead>
<tbody id="rows"></tbody>
</table>
<p class="note" id="how"></p>
</div>
<section class="notes">
<h2>What this shows, and what not</h2>
<p>That the text is in the two vectors and the frozen weights, read by another engine than the one that
fitted them: ONNX Runtime as WebAssembly, one thread, on your machine. The graphs are those that the
project itself reads back and decodes with. The model is tiny (${config.layers} layers, width
${config.width}). It was trained on old prose, these texts not among it; speeches of other years, which
begin much alike, were.</p>
<p>The two times are of this model, here. The paper's factor of 279 is of another model on another
machine. Fitting is not part of either time: each text took the steps that stand beside it. And it is no
way to compress: two vectors are ${grouped(2 * 4 * config.width)} bytes, more than any of these
texts.</p>
<p>Both are timed without drawing, in turns, after runs that warm the engine up until they get no faster;
${repeats} runs of each are kept and their median is shown. What you see appear is a run of its own, drawn
after every token.</p>
<p>The page's policy lets it fetch its own files and run its own scripts, nothing else. It allows
WebAssembly by name, since the engine is compiled here; it does not allow a script to be made of text.</p>
<details>
<summary>Make these solutions again</summary>
<ul>${texts.map(({ kept }) => markup`<li><code>${kept.command}</code></li>`)}</ul>
</details>
</section>
</main>
<footer><p>Part of Onepass, an independent check of <cite>Exploring the Hidden Capacity of LLMs for
One-Step Text Generation</cite> (Mezentsev and Oseledets, arXiv 2505.21189v2).
<a href="licences.txt">Licences</a></p></footer>
${inlineJson(dataOf(input), { id: "demo" })}`;
  return { html: document({ title, body }), style };
}

function choice({ kept, text }: DemoText, at: number): Markup {
  const { tokens } = kept.solution;
  const chosen = at === 0 ? markup` checked` : null;
  return markup`<label><input type="radio" name="text" value="${at}"${chosen}>
<b>${tokens} tokens</b><span>${text}</span>
<small>${kept.origin}; fitted in ${grouped(kept.steps)} steps</small></label>`;
}

const grouped = (count: number) => count.toLocaleString("en");

/** What the script reads: shapes, the start, and where the files are. */
function dataOf({ texts, config, startId, pieces, angles, ...files }: DemoPageInput): unknown {
  const { layers, keyValueHeads, headWidth, width, rotaryWidth } = config;
  return {
    ...{ layers, keyValueHeads, headWidth, width, startId, pieces, repeats },
    angles: { file: angles, half: rotaryWidth / 2 },
    ...files,
    texts: texts.map(({ kept, solution, onePass, decode }) => {
      return { targets: kept.targets, solution, onePass, decode };
    }),
  };
}

const style = pageStyle(demoStyle);

function document({ title, body }: { readonly title: string; readonly body: Markup }): string {
  return htmlDocument({
    title,
    policy,
    head: '<link rel="icon" href="data:,">\n<link rel="stylesheet" href="demo.css">',
    body: `${body.html}\n<script src="demo.js"></script>`,
  });
}
