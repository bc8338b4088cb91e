/**
 * The line protocol of a decoding peer, Node side: {"ready": true} once the model is loaded, then an
 * answer for each request {"N": 32, "prompt": 1, "warmup": 1, "steps": 1}, one line of JSON each.
 */
import { createInterface } from "node:readline";

/**
 * @param {Record<string, unknown>} about versions and settings, in every answer
 * @param {(request: { N: number, prompt: number }) => Promise<number[]>} decode N token ids
 */
export async function answerLines(about, decode) {
  say({ ready: true, ...about });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const request = JSON.parse(line);
    try {
      say({ ...about, N: request.N, ...await timed(request, decode) });
    } catch (error) {
      say({ error: `Cannot decode ${request.N} tokens: ${error.message}` });
    }
  }
}

async function timed({ N, prompt, warmup = 0, steps = 1 }, decode) {
  const samples = [];
  let tokens;
  for (let run = 0; run < warmup + steps; run++) {
    const start = performance.now();
    const said = await decode({ N, prompt });
    if (run >= warmup) samples.push(performance.now() - start);
    tokens ??= said;
    if (said.length !== N || said.some((id, at) => id !== tokens[at])) {
      throw new Error(`said ${said.join(" ")} where it had said ${tokens.join(" ")}`);
    }
  }
  return { samples, tokens };
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The values of `--name value` pairs. */
export function options(names) {
  const found = {};
  for (let at = 2; at < process.argv.length; at += 2) {
    const name = process.argv[at].replace(/^--/, "");
    if (!names.includes(name)) throw new Error(`there is no option --${name}`);
    found[name] = process.argv[at + 1];
  }
  return found;
}

/** The version of an installed package. */
export async function versionOf(name) {
  const { readFile } = await import("node:fs/promises");
  const url = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(await readFile(url, "utf8")).version;
}
