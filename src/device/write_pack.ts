import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findSoftwareVulkan } from "../harness/software_vulkan.ts";
import { sha256 } from "../records/canonical.ts";
import { kitNeeds, npmFolder } from "./kit_needs.ts";
import startScript from "./start.sh" with { type: "text" };

/** What one call can carry to such a machine, bytes. */
export const mostPackBytes = 64_000_000;

/** A kit in a folder, ready to be carried. */
export interface Pack {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly bytes: number;
  readonly packages: readonly string[];
}

/** What is started there; their imports say which packages travel. */
const entries = [
  "src/cli/device_check.ts",
  "src/device/measure_process.ts",
  "src/bench/own_steps_worker.ts",
  "src/bench/own_decoding_worker.ts",
  "src/harness/device_step_process.ts",
];

/** What else of the project is read there. */
const carried = [
  "src",
  "fixtures/golden/llama-gqa-tied",
  "fixtures/devices.json",
  "bench/peers/pytorch.py",
];

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Writes the kit: start.sh, Deno and everything it runs, compressed. The machine it is made for is
 * Linux on x86-64, and so must this one be: Deno is this process's own.
 *
 * @throws {RangeError} elsewhere, or where it came out too large to be carried at once
 */
export async function writePack(
  folder: string,
  { commit, onBegin }: {
    readonly commit: string;
    readonly onBegin?: (what: string) => void;
  },
): Promise<Pack> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    throw new RangeError(
      `Cannot pack for Linux on x86-64: this is ${Deno.build.target}, and Deno itself is packed`,
    );
  }
  await Deno.mkdir(folder, { recursive: true });
  const staged = await Deno.makeTempDir({ prefix: "onepass-pack-" });
  try {
    onBegin?.("gathering the source and its packages");
    const packages = await stage(staged, commit);
    onBegin?.("compressing them");
    await run("tar", ["-C", staged, "-cf", join(folder, "kit.tar"), "."]);
    await compress(join(folder, "kit.tar"), join(folder, "kit.tar.xz"));
    await Deno.remove(join(folder, "kit.tar"));
    onBegin?.("compressing Deno");
    await compress(Deno.execPath(), join(folder, "deno.xz"));
    await Deno.writeTextFile(join(folder, "start.sh"), startScript);
    await Deno.writeTextFile(join(folder, "SHA256SUMS"), await sums(folder));
    const names = ["SHA256SUMS", "deno.xz", "kit.tar.xz", "start.sh"];
    const files = await Promise.all(names.map(async (name) => ({
      name,
      bytes: (await Deno.stat(join(folder, name))).size,
    })));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > mostPackBytes) {
      throw new RangeError(
        `Cannot carry the kit at once: it is ${bytes} bytes, want at most ${mostPackBytes}; ` +
          `carry deno.xz in one call and the rest in another`,
      );
    }
    return { files, bytes, packages };
  } finally {
    await Deno.remove(staged, { recursive: true });
  }
}

/** Lays out everything but Deno; the names of its packages. */
async function stage(staged: string, commit: string): Promise<string[]> {
  const { packages, files } = await kitNeeds(entries, { root });
  for (const path of [...carried, ...files]) await copy(join(root, path), join(staged, path));
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  // Packages lie beside the source there: no cache, no lock, nothing to ask a registry for.
  await Deno.writeTextFile(
    join(staged, "deno.json"),
    JSON.stringify({ ...config, nodeModulesDir: "manual", lock: false }),
  );
  await Deno.writeTextFile(join(staged, "COMMIT"), commit);
  const vulkan = await findSoftwareVulkan();
  if (vulkan !== null) {
    const loader = "libvulkan.so.1";
    await copy(join(vulkan.folder, loader), join(staged, "vulkan", loader));
  }
  const from = await npmFolder();
  for (const { name, version } of packages) {
    await copy(join(from, name, version), join(staged, "node_modules", name), { skip: elsewhere });
  }
  return packages.map(({ name, version }) => `${name}@${version}`);
}

/** Other systems' libraries, what tools read, and what Deno noted down. */
function elsewhere(path: string): boolean {
  return /\/napi-v6\/(darwin|win32)$|\/linux\/arm64$|\.map$|\/\.scripts-/.test(path);
}

async function copy(
  from: string,
  to: string,
  { skip = () => false }: { readonly skip?: (path: string) => boolean } = {},
): Promise<void> {
  if (skip(from)) return;
  if (!(await Deno.stat(from)).isDirectory) {
    await Deno.mkdir(dirname(to), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) {
    await copy(join(from, name), join(to, name), { skip });
  }
}

/** A higher level takes minutes and saves a tenth. */
async function compress(from: string, to: string): Promise<void> {
  const output = await Deno.open(to, { write: true, create: true, truncate: true });
  const child = new Deno.Command("xz", {
    args: ["-3", "--threads=0", "--stdout", from],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(child.stderr).text();
  await child.stdout.pipeTo(output.writable);
  const { success } = await child.status;
  if (!success) throw new Error(`Cannot compress "${from}": ${(await complaints).trim()}`);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (success) return;
  throw new Error(`Cannot run ${command}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** As `sha256sum --check` takes them. */
async function sums(folder: string): Promise<string> {
  const names = ["deno.xz", "kit.tar.xz"];
  const lines = await Promise.all(
    names.map(async (name) =>
      `${await sha256(await Deno.readFile(join(folder, name)))}  ${name}\n`
    ),
  );
  return lines.join("");
}
