import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, rotaryAngles } from "../models/mod.ts";
import { openModel } from "../models/open_model.ts";
import { tokenizerFromJson } from "../text/mod.ts";
import { browserEngine } from "./browser_engine.ts";
import { demoGraphs } from "./demo_graphs.ts";
import { type DemoText, renderDemoPage } from "./demo_page.ts";
import demoScript from "./demo_script.js" with { type: "text" };
import { type KeptText, keptTexts } from "./kept_texts.ts";
import { licences } from "./licences.ts";
import { packed } from "./packed.ts";

/** Files by their path below the page's folder, "index.html" among them. */
export type Site = ReadonlyMap<string, Uint8Array>;

const weights = fileURLToPath(
  new URL("../../fixtures/tiny/tiny-llama/model.safetensors", import.meta.url),
);

/**
 * The try-it page and everything it fetches, all by relative addresses: any static host serves it.
 *
 *     kept solutions ─┐
 *     tiny-llama ─ graphs ─ .onnx ─┤→ files → a visitor's browser
 *     onnxruntime-web ─────────────┘
 */
export async function demoSite(): Promise<Site> {
  const folder = dirname(weights);
  const json = JSON.parse(await Deno.readTextFile(join(folder, "config.json")));
  const config = readConfig(json);
  const model = await openModel(weights, json);
  const tokenizer = await tokenizerFromJson(join(folder, "tokenizer.json"));
  const pieces = Array.from({ length: config.vocabulary }, (_, id) => tokenizer.decode([id]));
  const startId = config.bosId ?? tokenizer.bosId;
  if (startId === null) throw new TypeError("Cannot decode: the model has no token to begin with");

  const files = new Map<string, Uint8Array>();
  const add = (file: string, content: Uint8Array) => {
    files.set(file, content);
    return { file, bytes: content.length };
  };
  const texts: DemoText[] = [];
  for (const kept of await keptTexts(tokenizer)) {
    const { solution: { tokens, arrangement }, path, targets } = kept;
    mustBeWhole(kept, { pieces, text: tokenizer.decode(targets) });
    const graphs = demoGraphs(model, { arrangement, tokens });
    texts.push({
      kept,
      text: tokenizer.decode(targets),
      solution: add(`${tokens}/solution.safetensors`, await Deno.readFile(path)).file,
      onePass: add(`${tokens}/one_pass.onnx`, graphs.onePass).file,
      decode: add(`${tokens}/decode.onnx`, graphs.decode).file,
    });
  }
  const longest = Math.max(...texts.map(({ kept }) => kept.solution.tokens));
  const angles = rotaryAngles(config, Array.from({ length: longest }, (_, at) => at));
  const engine = await browserEngine();
  add("engine.mjs", engine.script);
  const encoder = new TextEncoder();
  add("demo.js", encoder.encode(demoScript));
  add("licences.txt", encoder.encode(licences));
  const { html, style } = renderDemoPage({
    texts,
    config,
    startId,
    pieces,
    angles: add("angles.bin", joined(angles.cos, angles.sin)).file,
    weightsFile: basename(weights),
    weights: add("weights.packed", packed(await Deno.readFile(weights))),
    engine: add("engine.wasm.packed", packed(engine.wasm)),
  });
  add("demo.css", encoder.encode(style));
  add("index.html", encoder.encode(html));
  return files;
}

/** Pieces are shown one after another: a character that two tokens share would be lost. */
function mustBeWhole(
  { targets, solution: { tokens } }: KeptText,
  { pieces, text }: { readonly pieces: readonly string[]; readonly text: string },
): void {
  if (targets.map((id) => pieces[id]).join("") === text) return;
  throw new RangeError(
    `Cannot show the text of ${tokens} tokens: a character of it is two tokens, want another text`,
  );
}

/** cos [N, r/2], then sin [N, r/2], float32 as the machine has them: little-endian, as browsers do. */
function joined(cos: Float32Array, sin: Float32Array): Uint8Array {
  const both = new Float32Array(cos.length + sin.length);
  both.set(cos);
  both.set(sin, cos.length);
  return new Uint8Array(both.buffer);
}
