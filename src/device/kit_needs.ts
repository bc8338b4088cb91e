import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** A package of npm, by its name and version. */
export interface KitPackage {
  readonly name: string;
  readonly version: string;
}

/** What must be carried for some modules to run. */
export interface KitNeeds {
  readonly packages: readonly KitPackage[];
  /** Modules of the project, data among them, as paths from its root. */
  readonly files: readonly string[];
}

/** What a module graph is made of, as `deno info --json` says it. */
interface Info {
  readonly roots: readonly string[];
  readonly redirects?: Readonly<Record<string, string>>;
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
    }[];
  }[];
}

interface Lock {
  readonly npm: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
}

/** Wanted while these install themselves, never when they run. */
const installOnly = ["adm-zip", "global-agent"];

/**
 * The project's files that some modules import, the packages that they load as they start, and the
 * packages of those. What is imported
 * only when it is asked for (TensorFlow.js, Chromium) stays away.
 *
 * @throws {RangeError} where two versions of a package are wanted: they would lie in one place
 */
export async function kitNeeds(
  entries: readonly string[],
  { root }: { readonly root: string },
): Promise<KitNeeds> {
  const lock = JSON.parse(await Deno.readTextFile(join(root, "deno.lock"))) as Lock;
  const infos: Info[] = [];
  for (const entry of entries) infos.push(await infoOf(entry, root));
  const files = infos.flatMap(({ modules }) => modules.map(({ specifier }) => specifier))
    .filter((specifier) => specifier.startsWith("file:"))
    .map((specifier) => relative(root, fileURLToPath(specifier)));
  const packages = withTheirOwn(infos.flatMap(packagesOf), lock);
  return { packages, files: [...new Set(files)].sort() };
}

function withTheirOwn(names: readonly string[], lock: Lock): KitPackage[] {
  const found = new Map<string, KitPackage>();
  const todo = [...new Set(names)];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const key = keyOf(name, lock);
    const one = { name: nameOf(key), version: versionOf(key) };
    if (installOnly.includes(one.name)) continue;
    const there = found.get(one.name);
    if (there !== undefined && there.version !== one.version) {
      throw new RangeError(
        `Cannot pack "${one.name}": versions ${there.version} and ${one.version} are wanted, the ` +
          `kit has room for one`,
      );
    }
    if (there !== undefined) continue;
    found.set(one.name, one);
    todo.push(...lock.npm[key].dependencies ?? []);
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Where Deno keeps the packages that it has fetched: a folder for each registry it was told of, of which
 * the one with the most packages is meant.
 *
 * @throws {RangeError} where none was fetched
 */
export async function npmFolder(): Promise<string> {
  const { npmCache } = await denoInfo([]) as { npmCache: string };
  const folders = await Array.fromAsync(Deno.readDir(npmCache));
  const counted = await Promise.all(
    folders.filter(({ isDirectory }) => isDirectory).map(async ({ name }) => {
      const folder = join(npmCache, name);
      return { folder, packages: (await Array.fromAsync(Deno.readDir(folder))).length };
    }),
  );
  const [most] = counted.sort((a, b) => b.packages - a.packages);
  if (most !== undefined) return most.folder;
  throw new RangeError(
    `Cannot pack packages: none was fetched into "${npmCache}", run "deno install" once`,
  );
}

async function infoOf(entry: string, root: string): Promise<Info> {
  return await denoInfo(["--config", join(root, "deno.json"), join(root, entry)]) as Info;
}

async function denoInfo(args: readonly string[]): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot read the modules: ${decoder.decode(stderr).trim()}`);
  return JSON.parse(decoder.decode(stdout));
}

/** "protobufjs@8.8.1" for each package that is loaded at once, by imports that wait for nothing. */
function packagesOf({ roots, modules }: Info): string[] {
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const [seen, todo] = [new Set<string>(), [...roots]];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { isDynamic, code } of bySpecifier.get(at)?.dependencies ?? []) {
      // ONNX Runtime is loaded by a dynamic import, once a variable is set.
      const specifier = code?.specifier ?? "";
      if (isDynamic && !/onnxruntime-node/.test(specifier)) continue;
      if (specifier !== "") todo.push(specifier);
    }
  }
  return [...seen].flatMap((one) => {
    const [, name] = /^npm:\/?((?:@[^/]+\/)?[^@/]+@[^/]+)/.exec(one) ?? [];
    return name === undefined ? [] : [name];
  });
}

/** The lock's name of a package that is named with or without a version. */
function keyOf(name: string, { npm }: Lock): string {
  if (name in npm) return name;
  const [key] = Object.keys(npm).filter((key) => nameOf(key) === nameOf(name));
  if (key === undefined) throw new Error(`Cannot pack "${name}": deno.lock does not have it`);
  return key;
}

function nameOf(key: string): string {
  const at = key.indexOf("@", 1);
  return at === -1 ? key : key.slice(0, at);
}

/** Without the packages that it was resolved beside. */
function versionOf(key: string): string {
  return key.slice(key.indexOf("@", 1) + 1).split("_")[0];
}
