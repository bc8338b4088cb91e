import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { sha256 } from "./canonical.ts";
import { pinnedVersion } from "./pinned_version.ts";

/** Folders whose code decides what a job computes; reports and commands do not. */
const computing = [
  "onnx",
  "graph",
  "kernels",
  "autodiff",
  "models",
  "runtime",
  "random",
  "proto",
];

/** Packages that decide a result's bits. */
const packages = ["onnxruntime-node", "@tensorflow/tfjs", "pure-rand"];

/**
 * Hash over the source that computes results: another kernel or engine version, another key. Jobs
 * computed by more than these folders name the others.
 */
export async function codeSha256(others: readonly string[] = []): Promise<string> {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const lines = packages.map((name) => `${name} ${pinnedVersion(name)}`);
  for (const folder of [...computing, ...others]) await collect(join(root, folder), folder, lines);
  return sha256(lines.sort().join("\n"));
}

async function collect(path: string, name: string, lines: string[]): Promise<void> {
  for await (const entry of Deno.readDir(path)) {
    const inner = join(path, entry.name);
    if (entry.isDirectory) await collect(inner, `${name}/${entry.name}`, lines);
    if (entry.name.endsWith(".ts")) {
      lines.push(`${name}/${entry.name} ${sha256(await Deno.readTextFile(inner))}`);
    }
  }
}
