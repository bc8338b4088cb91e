import { join } from "node:path";
import { type FixtureSettings, sha256OfFile, withLock } from "../../fixtures/mod.ts";
import { findTools, run, type Tools } from "./_tools.ts";
import { addOnFolder, findNative, nativeFolder, type NativePackage } from "./native_package.ts";

export interface BuildNativeOptions {
  readonly settings: Pick<FixtureSettings, "cacheFolder" | "pythons">;
  /** Build again even if it is there. */
  readonly force?: boolean;
  /** Told before every stage, in words. */
  readonly onStage?: (stage: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes TensorFlow.js's native package out of package registries alone: the add-on's sources come
 * from npm, libtensorflow out of TensorFlow's Python wheel, and a C++ compiler joins them. Built in
 * a folder beside the final one, which appears only when all is done.
 *
 *     npm: add-on, headers ─┐
 *     pip: wheel ─ unpack ──┴─ g++ ─ libraries into the package ─ rename
 *
 * @returns the folder, and whether it was made now
 * @throws Error with the cure where a tool is missing or fails
 */
export async function buildNative(
  build: NativePackage,
  options: BuildNativeOptions,
): Promise<{ folder: string; made: boolean }> {
  const { settings, force = false, onStage = () => {}, signal } = options;
  const folder = nativeFolder(settings.cacheFolder, build);
  const waiting = { onWait: () => onStage("waiting for another build to end"), signal };
  return await withLock(`${folder}.lock`, async () => {
    if (!force && await findNative(folder) !== null) return { folder, made: false };
    checkPlatform(build);
    const tools = await findTools({ pythons: settings.pythons, signal });
    const partial = `${folder}.partial`;
    await remove(partial);
    await Deno.mkdir(partial, { recursive: true });
    try {
      const stage = { build, partial, tools, signal, onStage };
      await installAddOn(stage);
      await unpackLibrary(stage);
      await compileAddOn(stage);
      await moveLibraries(stage);
      await remove(folder);
      await Deno.rename(partial, folder);
    } catch (error) {
      await remove(partial);
      throw error;
    }
    return { folder, made: true };
  }, waiting);
}

/** The wheels named in native_package.ts are those of this platform. */
function checkPlatform({ addOn, addOnVersion }: NativePackage): void {
  const { os, arch } = Deno.build;
  if (os === "linux" && arch === "x86_64") return;
  throw new Error(
    `Cannot build TensorFlow.js natively: this is ${os} on ${arch}, the recipe is for linux on ` +
      `x86_64; "npm install ${addOn}@${addOnVersion}" in a folder of your own may have what fits`,
  );
}

interface Stage {
  readonly build: NativePackage;
  readonly partial: string;
  readonly tools: Tools;
  readonly onStage: (stage: string) => void;
  readonly signal?: AbortSignal;
}

async function installAddOn({ build, partial, tools, onStage, signal }: Stage): Promise<void> {
  const { addOn, addOnVersion, headers, headersVersion } = build;
  onStage(`npm: ${addOn} ${addOnVersion}`);
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  await run(tools.npm, [
    ...["install", "--ignore-scripts", ...quiet, "--prefix", partial],
    ...[`${addOn}@${addOnVersion}`, `${headers}@${headersVersion}`],
  ], { signal });
}

/** Leaves the wheel's tensorflow/ in the partial folder. */
async function unpackLibrary({ build, partial, tools, onStage, signal }: Stage): Promise<void> {
  const temporary = join(partial, "tmp");
  await Deno.mkdir(temporary);
  const { library, libraryVersion, librarySha256 } = build;
  onStage(`pip: ${library} ${libraryVersion}`);
  // The library is in the wheel of every Python: one is chosen, whatever Python runs pip.
  const target = [
    ...["--only-binary=:all:", "--python-version=3.11", "--implementation=cp", "--abi=cp311"],
    ...["--platform=manylinux2014_x86_64", "--platform=manylinux_2_17_x86_64"],
  ];
  const quiet = ["--quiet", "--progress-bar=off", "--disable-pip-version-check", "--no-input"];
  await run(tools.python, [
    ...["-m", "pip", "download", "--no-deps", "--no-cache-dir", ...target, ...quiet],
    ...["--dest", partial, `${library}==${libraryVersion}`],
  ], { signal, env: { TMPDIR: temporary } });
  const wheel = await findWheel(partial);
  const sha256 = await sha256OfFile(wheel, signal);
  if (sha256 !== librarySha256) {
    throw new Error(
      `Cannot build TensorFlow.js natively: the wheel of ${library} ${libraryVersion} has sha256 ` +
        `${sha256}, ${librarySha256} is needed`,
    );
  }
  onStage(`unpacking ${library}`);
  await run(tools.python, ["-m", "zipfile", "-e", wheel, partial], { signal });
  await Deno.remove(wheel);
}

async function findWheel(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".whl")) return join(folder, name);
  }
  throw new Error("Cannot build TensorFlow.js natively: pip left no wheel");
}

/** The names the linker asks for, and the files the wheel has. */
const libraries = {
  "libtensorflow.so": "libtensorflow_cc.so.2",
  "libtensorflow_framework.so": "libtensorflow_framework.so.2",
};

async function compileAddOn({ build, partial, tools, onStage, signal }: Stage): Promise<void> {
  const unpacked = join(partial, "tensorflow");
  const folder = addOnFolder(partial, build);
  for (const [name, file] of Object.entries(libraries)) {
    await Deno.symlink(file, join(unpacked, name));
  }
  const target = join(folder, "lib", "napi-v8");
  await Deno.mkdir(target, { recursive: true });
  onStage("compiling the add-on");
  await run(tools.compiler, [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    `-I${join(partial, "node_modules", build.headers, "include")}`,
    `-I${join(unpacked, "include")}`,
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(folder, "binding", file)),
    ...["-o", join(target, "tfjs_binding.node"), `-L${unpacked}`],
    ...["-ltensorflow", "-ltensorflow_framework", "-Wl,-rpath,$ORIGIN/../../deps/lib"],
  ], { signal });
}

async function moveLibraries({ build, partial }: Stage): Promise<void> {
  const home = join(addOnFolder(partial, build), "deps", "lib");
  await Deno.mkdir(home, { recursive: true });
  for (const file of Object.values(libraries)) {
    await Deno.rename(join(partial, "tensorflow", file), join(home, file));
  }
  for await (const { name } of Deno.readDir(partial)) {
    if (name !== "node_modules") await remove(join(partial, name));
  }
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
