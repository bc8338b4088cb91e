/** The script of `deno task cluster slurm`, run by Slurm itself on one machine. */
import assert from "node:assert/strict";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, oneNodeSlurm, until, withoutSlurm } from "./_one_node_slurm.ts";
import { newFolder, runTask } from "./_run_task.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const claims = ["--profile", "smoke", "--claims", "K,T1-one-token-one"];

Deno.test({
  name:
    "Slurm runs two shards, one of them told to end on its way, the shards again and the report" +
    withoutSlurm,
  ignore: withoutSlurm !== "",
  fn: async () => {
    await using folder = await newFolder();
    const at = (name: string) => join(folder.path, name);
    const surroundings = { cacheFolder: at("cache") };
    const slurmArgs = ["slurm", ...claims, "--shards", "2", "--gpus", "0", "--out", at("run.sh")];
    const written = await runTask("cluster", slurmArgs, surroundings);
    assert.equal(written.code, 0, written.stderr);

    await Deno.mkdir(at("slurm"));
    await using slurm = await oneNodeSlurm(at("slurm"));
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: [at("run.sh")],
      cwd: root,
      env: {
        ...slurm.env,
        PATH: `${dirname(Deno.execPath())}${delimiter}${slurm.env.PATH}`,
        ONEPASS_OUT: at("out"),
        ONEPASS_CACHE: at("cache"),
        ONEPASS_MODEL_FILE: "",
        HF_ENDPOINT: "http://127.0.0.1:9",
        NO_COLOR: "1",
      },
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, decoder.decode(stderr));
    const [, fits, rest, report] = /queued: (\d+), (\d+), (\d+);/.exec(decoder.decode(stdout))!;

    const show = (job: string) => ask("scontrol", ["show", "job", job], slurm.env);
    const log = (name: string) =>
      Deno.readTextFile(join(at("out"), "logs", `${name}.log`)).catch(() => "");
    const begun = await until(async () => /Opening model/.test(await log(`${fits}_1`)), 300);
    assert.ok(begun, await log(`${fits}_1`));
    // As Slurm does it two minutes before a task's time is up.
    await ask("scancel", ["--signal=TERM", "--batch", `${fits}_1`], slurm.env);
    const queuedAgain = async () =>
      /JobState=PENDING.* Restarts=1 /s.test((await show(`${fits}_1`)).stdout);
    assert.ok(await until(queuedAgain, 300), await log(`${fits}_1`));
    // Slurm would wait for two minutes.
    await ask("scontrol", ["update", `JobId=${fits}_1`, "StartTime=now"], slurm.env);
    const empty = async () => (await ask("squeue", ["-h"], slurm.env)).stdout.trim() === "";
    assert.ok(await until(empty, 900), (await ask("squeue", [], slurm.env)).stdout);

    for (const job of [`${fits}_1`, `${fits}_2`, `${rest}_1`, `${rest}_2`, report]) {
      const { stdout } = await show(job);
      assert.match(stdout, /JobState=COMPLETED/, await log(job));
      assert.match(stdout, job === `${fits}_1` ? /Restarts=1 / : /Restarts=0 /);
    }
    // What it said before it was queued again is still there.
    assert.equal((await log(`${fits}_1`)).match(/^Opening model/gm)?.length, 2);
    assert.match(await log(`${fits}_2`), /^Shard 2 of 2: /m);
    for (const shard of [1, 2]) assert.doesNotMatch(await log(`${rest}_${shard}`), /compiled in/);
    assert.match(await log(report), /files are as they were written/);
    assert.ok((await Deno.stat(join(at("out"), "index.html"))).isFile);

    const plain = await runTask("reproduce", [...claims, "--out", at("plain")], surroundings);
    assert.equal(plain.code, 0, plain.stderr);
    assert.deepEqual(await solutionsIn(at("out")), await solutionsIn(at("plain")));
    assert.deepEqual(await keysIn(at("out")), await keysIn(at("plain")));
  },
});

async function keysIn(folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(folder, "results.jsonl"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line).key);
}

async function solutionsIn(folder: string): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  const path = join(folder, "store", "solutions");
  for await (const { name } of Deno.readDir(path)) {
    found[name] = await Deno.readFile(join(path, name));
  }
  return found;
}
