/**
 * The line protocol of a decoding peer, Node side: {"ready": true} once the model is loaded, then an
 * answer for each request {"N": 32, "prompt": 1, "warmup": 1, "steps": 1}, one line of JSON each.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

/**
 * @typedef {object} Peer
 * @property {Record<string, unknown>} about versions and settings, part of every answer
 * @property {(request: { N: number, prompt: number }) => Promise<number[]>} decode N token ids
 */

/**
 * Loads a peer and answers until stdin ends. What goes wrong before is one line on stderr.
 *
 * @param {() => Promise<Peer>} load
 */
export async function answerLines(load) {
  try {
    const { about, decode } = await load();
    say({ ready: true, ...about });
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() !== "") say({ ...about, ...await answer(JSON.parse(line), decode) });
    }
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message.split("\n")[0]}\n`);
    process.exit(1);
  }
}

async function answer({ N, prompt, warmup = 0, steps = 1 }, decode) {
  const samples = [];
  let tokens;
  try {
    for (let run = 0; run < warmup + steps; run++) {
      const start = performance.now();
      const said = await decode({ N, prompt });
      if (run >= warmup) samples.push(performance.now() - start);
      tokens ??= said;
      if (said.length !== N || said.some((id, at) => id !== tokens[at])) {
        throw new Error(`said ${said.join(" ")} where it had said ${tokens.join(" ")}`);
      }
    }
    return { N, samples, tokens };
  } catch (error) {
    return { N, error: `Cannot decode ${N} tokens: ${error.message}` };
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The values of `--name value` pairs. */
export function options() {
  const pairs = [];
  for (let at = 2; at < process.argv.length; at += 2) {
    pairs.push([process.argv[at].replace(/^--/, ""), process.argv[at + 1]]);
  }
  return Object.fromEntries(pairs);
}

/** A package of this folder; named at run time, so that no type checker looks for it. */
export async function installed(name) {
  try {
    return await import(name);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(`No module named '${name}'`);
  }
}

/** The version of a package of this folder. */
export async function versionOf(name) {
  const url = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(await readFile(url, "utf8")).version;
}
