/** Slurm on this machine alone: its own munge, controller and node, in a folder, on free ports. */
import { join } from "node:path";
import { type BoundProcess, boundProcess } from "../../src/queue/bound_process.ts";

const daemons = ["munged", "slurmctld", "slurmd"] as const;

/** Debian keeps daemons where not every PATH looks. */
const path = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`;

/** For the name of a test that is skipped; empty where Slurm is here. */
export const withoutSlurm: string = (await Promise.all(daemons.map(isHere))).every(Boolean)
  ? ""
  : " (skipped: Slurm is not here, Debian's slurmctld, slurmd and munge have it)";

export interface OneNodeSlurm extends AsyncDisposable {
  /** For whoever asks it: sbatch, squeue, scontrol, scancel. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a partition of one node with every core of this machine, in `folder`. */
export async function oneNodeSlurm(folder: string): Promise<OneNodeSlurm> {
  const at = (name: string) => join(folder, name);
  for (const name of ["state", "spool"]) await Deno.mkdir(at(name));
  await Deno.writeFile(at("munge.key"), crypto.getRandomValues(new Uint8Array(128)), {
    mode: 0o600,
  });
  await Deno.writeTextFile(at("slurm.conf"), configuration(folder));
  const started = [
    start("munged", [
      ...["--foreground", "--force", `--socket=${at("munge.socket")}`],
      ...[`--key-file=${at("munge.key")}`, `--pid-file=${at("munge.pid")}`],
      ...[`--seed-file=${at("munge.seed")}`, `--log-file=${at("munge.log")}`],
    ]),
    start("slurmctld", ["-D", "-f", at("slurm.conf")]),
    start("slurmd", ["-D", "-f", at("slurm.conf")]),
  ];
  const env = { SLURM_CONF: at("slurm.conf"), PATH: path };
  const end = async () => {
    for (const daemon of started.toReversed()) await daemon[Symbol.asyncDispose]();
  };
  const ready = await until(async () => /idle/.test((await ask("sinfo", ["-h"], env)).stdout), 120);
  if (!ready) {
    await end();
    throw new Error(`Cannot start Slurm in "${folder}": its node is not idle after 120 s`);
  }
  return { env, [Symbol.asyncDispose]: end };
}

/** What one of Slurm's commands says. */
export async function ask(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(name, { args: [...args], env }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether it comes true within so many seconds. */
export async function until(check: () => Promise<boolean>, seconds: number): Promise<boolean> {
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    if (await check()) return true;
    await new Promise((done) => setTimeout(done, 300));
  }
  return false;
}

function configuration(folder: string): string {
  const at = (name: string) => join(folder, name);
  const [controller, node] = freePorts(2);
  const cores = navigator.hardwareConcurrency;
  const megabytes = Math.floor(Deno.systemMemoryInfo().total / 2 ** 20);
  return `ClusterName=one
SlurmctldHost=${Deno.hostname()}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${at("munge.socket")}
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("slurmctld.log")}
SlurmdLogFile=${at("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=2,batch_sched_delay=0
NodeName=${Deno.hostname()} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=${megabytes}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** All held at once, so that none is given twice. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** Ended with this process, even where that is killed: daemons of a dead test would live on. */
function start(name: string, args: readonly string[]): BoundProcess {
  return boundProcess(name, { args, signal: "TERM", env: { PATH: path } });
}

async function isHere(name: string): Promise<boolean> {
  for (const folder of path.split(":")) {
    const info = await Deno.stat(join(folder, name)).catch(() => null);
    if (info?.isFile) return true;
  }
  return false;
}
