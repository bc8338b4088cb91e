/** What src/ may look like: who imports whom, what files are called, where the clock is read. */
import assert from "node:assert/strict";
import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Each folder of src/ may import from those before it, and from itself. */
const order = [
  "onnx",
  "graph",
  "kernels",
  "autodiff",
  "fixtures",
  "models",
  "runtime",
  "random",
  "text",
  "proto",
  "statistics",
  "paper",
  "records",
  "peers",
  "experiments",
  "claims",
  "harness",
  "queue",
  "study",
  "amortised",
  "bench",
  "device",
  "library",
  "report",
  "demo",
  "watch",
  "publish",
  "gate",
  "cli",
];

/** Closer than the order: these do not know each other. Only graph/lower.ts knows ONNX's format. */
const strangers = [["onnx", "text"], ["onnx", "runtime"], ["text", "runtime"]];
/** The benchmark writes a decoder of its own for a peer. */
const onnxReaders = [
  "src/bench/decoder_onnx.ts",
  "src/bench/onnx_writer.ts",
  "src/bench/transformers_js_folder.ts",
  "src/graph/lower.ts",
];

const forbiddenNames = ["utils", "util", "helpers", "helper", "common", "types", "index"];

/** Randomness and clocks are read at the edge and passed down. */
const hiddenInputs = /\bMath\.random\b|\bDate\.now\b|\bperformance\.now\b|\bnew Date\(\)/;
const edges = [/^src\/cli\//, /\/stopwatch\.ts$/, /\/clock\.ts$/];

const root = fileURLToPath(new URL("../", import.meta.url));
const files = await sourceFiles("src");
const imports = await importsOf(files);

Deno.test("imports point one way", () => {
  const wrong = edgesOf(imports).filter(([from, to]) => {
    const [source, target] = [layerOf(from), layerOf(to)];
    return order.indexOf(target) > order.indexOf(source);
  });
  assert.deepEqual(wrong.map(shown), []);
});

Deno.test("every folder of src/ has its place in the order", () => {
  const folders = new Set(files.map(layerOf));
  assert.deepEqual([...folders].filter((folder) => !order.includes(folder)), []);
});

Deno.test("docs/architecture.md draws the layers in this order, cli on top", async () => {
  const page = await Deno.readTextFile(new URL("../docs/architecture.md", import.meta.url));
  const [, picture] = /^## The layers$(.*?)^## /ms.exec(page)!;
  const drawn = [...picture.matchAll(/^ {4}(\w+) +\S/gm)].map(([, folder]) => folder);
  assert.deepEqual(drawn.reverse(), order);
});

Deno.test("onnx, text and runtime do not know each other", () => {
  const wrong = edgesOf(imports).filter(([from, to]) =>
    strangers.some((pair) =>
      layerOf(from) !== layerOf(to) && pair.includes(layerOf(from)) && pair.includes(layerOf(to))
    )
  );
  assert.deepEqual(wrong.map(shown), []);
  const readers = edgesOf(imports).flatMap(([from, to]) =>
    layerOf(to) === "onnx" && layerOf(from) !== "onnx" ? [from] : []
  );
  assert.deepEqual([...new Set(readers)], onnxReaders);
});

Deno.test("imports make no cycle", () => {
  assert.deepEqual(cycleIn(imports), []);
});

Deno.test("a private file is imported from its own folder only", () => {
  const wrong = edgesOf(imports).filter(([from, to]) =>
    basename(to).startsWith("_") && dirname(from) !== dirname(to)
  );
  assert.deepEqual(wrong.map(shown), []);
});

Deno.test("files are named in snake_case, after what they hold", () => {
  const wrong = files.filter((file) => {
    const name = basename(file, ".ts");
    return !/^_?[a-z0-9]+(_[a-z0-9]+)*$/.test(name) ||
      forbiddenNames.includes(name.replace(/^_/, ""));
  });
  assert.deepEqual(wrong, []);
});

Deno.test("randomness and clocks are read at the edge only", async () => {
  const wrong: string[] = [];
  for (const file of files) {
    if (edges.some((edge) => edge.test(file))) continue;
    const code = withoutComments(await Deno.readTextFile(new URL(`../${file}`, import.meta.url)));
    if (hiddenInputs.test(code)) wrong.push(file);
  }
  assert.deepEqual(wrong, []);
});

type Imports = ReadonlyMap<string, readonly string[]>;

/** Every .ts file below a folder, as paths from the root with forward slashes. */
async function sourceFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(`../${folder}`, import.meta.url))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourceFiles(path));
    else if (entry.name.endsWith(".ts")) found.push(path);
  }
  return found.sort();
}

/** Who imports whom within src/, code and types alike, as `deno info` sees it. */
async function importsOf(roots: readonly string[]): Promise<Imports> {
  // One root that imports them all, mod.ts too where there is one.
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  const all = await exists("mod.ts") ? ["mod.ts", ...roots] : roots;
  const lines = all.map((file) =>
    `import ${JSON.stringify(new URL(`../${file}`, import.meta.url))};`
  );
  await Deno.writeTextFile(entry, lines.join("\n"));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--config", `${root}deno.json`, entry],
    cwd: root,
  }).output();
  await Deno.remove(entry);
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: InfoModule[] };
  return new Map(
    modules.flatMap(({ specifier, dependencies = [] }) => {
      const path = pathInTree(specifier);
      if (path === null || !path.startsWith("src/")) return [];
      const targets = dependencies.flatMap(({ code, type }) => {
        const target = pathInTree((code ?? type)?.specifier ?? "");
        return target?.startsWith("src/") ? [target] : [];
      });
      return [[path, targets]];
    }),
  );
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

function pathInTree(specifier: string): string | null {
  if (!specifier.startsWith("file:")) return null;
  return relative(root, fileURLToPath(specifier)).replaceAll("\\", "/");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(new URL(`../${path}`, import.meta.url)).then(() => true, () => false);
}

function edgesOf(imports: Imports): [from: string, to: string][] {
  return [...imports].flatMap(([from, targets]) =>
    targets.map((to): [string, string] => [from, to])
  );
}

function shown([from, to]: readonly [string, string]): string {
  return `${from} imports ${to}`;
}

/** The folder of src/ a file lies in. */
function layerOf(file: string): string {
  return file.split("/")[1];
}

/** The files of one cycle, first and last the same; empty where there is none. */
function cycleIn(imports: Imports): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (done.has(file)) return [];
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    path.push(file);
    for (const target of imports.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}
