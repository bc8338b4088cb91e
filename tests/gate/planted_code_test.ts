/** One line of a copy of the project changed, and `deno task gate` run there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Baseline, writeBaseline } from "../../src/gate/mod.ts";
import { newFolder } from "../cli/_run_task.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * What is changed there, and how the gate ends. The baseline is as of another class of machine, so that
 * speed, which would take a minute, is not compared.
 */
const PLANTED: [what: string, change: Change, code: number, says: RegExp][] = [
  [
    "a sign in gelu's gradient",
    {
      file: "src/kernels/gelu.ts",
      from: '"Add", [lowerDistribution(x, to), moved]',
      to: '"Sub", [lowerDistribution(x, to), moved]',
    },
    1,
    /\nregression {2}gradients: 2 of 4 are not transformers': tiny-neox golden 0 is /,
  ],
  [
    "a run that crashes",
    {
      file: "src/gate/gradient_readings.ts",
      from: "const readings: GradientReading[] = [];",
      to: 'throw new Error("planted");',
    },
    3,
    /\nCannot go on: the run of head failed, the process ended with status 1: /,
  ],
];

for (const [what, change, code, says] of PLANTED) {
  Deno.test(`deno task gate on a copy with ${what} changed ends with ${code}`, async () => {
    await using folder = await newFolder();
    const copy = await copyOfProject(folder.path, change);
    await writeBaseline(join(folder.path, "quick.json"), await foreignBaseline());
    const ended = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "gate", "--quick", "--baseline", folder.path],
      cwd: copy,
      env: { ONEPASS_CACHE: join(folder.path, "cache"), ONEPASS_MODEL_FILE: "", NO_COLOR: "1" },
    }).output();
    const [stdout, stderr] = [ended.stdout, ended.stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    assert.equal(ended.code, code, stdout + stderr);
    assert.match(`\n${stdout}\n${stderr}`, says);
  });
}

interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

async function copyOfProject(folder: string, change: Change): Promise<string> {
  const copy = join(folder, "copy");
  await Deno.mkdir(copy);
  for (const name of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(join(root, name), join(copy, name));
  }
  for (const name of ["fixtures", "reports"]) {
    await Deno.symlink(join(root, name), join(copy, name), { type: "dir" });
  }
  await copyFolder(join(root, "src"), join(copy, "src"));
  const path = join(copy, change.file);
  const parts = (await Deno.readTextFile(path)).split(change.from);
  assert.equal(parts.length, 2, `${change.file} has ${change.from} once`);
  await Deno.writeTextFile(path, parts.join(change.to));
  return copy;
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** A committed baseline, as if of a machine that is not this one. */
async function foreignBaseline(): Promise<Baseline> {
  const baselines = join(root, "reports", "baseline");
  const [{ name }] = await Array.fromAsync(Deno.readDir(baselines));
  const baseline = JSON.parse(await Deno.readTextFile(join(baselines, name, "quick.json")));
  return { ...baseline, machine: { ...baseline.machine, cpu: "Another CPU" } };
}
