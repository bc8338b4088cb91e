import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { sha256 } from "./canonical.ts";
import { pinnedVersion } from "./pinned_version.ts";

/**
 * Code that decides what a job of any kind computes, below src/: folders, and single files of folders
 * that otherwise keep or show results. Claims, reports and commands do not.
 */
export const computing: readonly string[] = [
  "onnx",
  "graph",
  "kernels",
  "autodiff",
  "models",
  "runtime",
  "random",
  "text",
  "proto",
  "statistics",
  "records/bfloat16.ts",
  "records/canonical.ts",
  "records/stopwatch.ts",
  "records/vector_formats.ts",
  "peers",
  "experiments",
  "harness/fit_jobs.ts",
  "harness/fit_result.ts",
  "harness/opened_model.ts",
  "harness/session_works.ts",
];

/** Packages that decide a result's bits. */
const packages = ["onnxruntime-node", "@tensorflow/tfjs", "pure-rand"];

const project = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Hash over the source that computes results, byte for byte: another kernel, seed or engine version,
 * another key. A comment counts as well: telling comments from code wants a parser, which the project
 * has none of.
 */
export async function codeSha256(
  { root = project }: { readonly root?: string } = {},
): Promise<string> {
  const lines = packages.map((name) => `${name} ${pinnedVersion(name)}`);
  lines.push(await lineOf(join(root, "fixtures/seeds.json"), "seeds"));
  for (const name of computing) {
    const path = join(root, "src", name);
    if (name.endsWith(".ts")) lines.push(await lineOf(path, name));
    else lines.push(...await linesIn(path, name));
  }
  return sha256(lines.sort().join("\n"));
}

async function linesIn(path: string, name: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of Deno.readDir(path)) {
    const inner = { path: join(path, entry.name), name: `${name}/${entry.name}` };
    if (entry.isDirectory) lines.push(...await linesIn(inner.path, inner.name));
    else if (entry.name.endsWith(".ts")) lines.push(await lineOf(inner.path, inner.name));
  }
  return lines;
}

async function lineOf(path: string, name: string): Promise<string> {
  return `${name} ${sha256(await Deno.readTextFile(path))}`;
}
