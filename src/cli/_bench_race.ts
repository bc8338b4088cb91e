import { setTimeout as sleep } from "node:timers/promises";
import {
  decodingRows,
  openOwnDecoding,
  openOwnSteps,
  race,
  raceDecoding,
  stepRows,
  stepWork,
} from "../bench/mod.ts";
import { type BenchFlags, type Measuring, sizesOf } from "./_bench_flags.ts";
import { decodingPeers, type PeerStart, startPeers, stepPeers } from "./_bench_peers.ts";

/** Our fit step and the peers', in turns. */
export async function benchSteps(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, config, engine, talk, signal, command } = running;
  const { tokens, batch, steps, rounds } = sizesOf(flags);
  await using open = new AsyncDisposableStack();
  const contestants = [open.use(await openOwnSteps(ready, engine))];
  const peers = { names: flags.peers, start: peerStart(flags, running), talk };
  for (const peer of await startPeers(stepPeers, peers)) contestants.push(open.use(peer));
  const about = new Map(contestants.map((one) => [one.name, one.about]));
  for (const B of batch) {
    for (const N of tokens) {
      const size = { batch: B, tokens: N, warmUpSteps: 2, steps };
      const results = await race(contestants, stepWork(size, { vectors: 2, ...config }), {
        rounds,
        pause: () => sleep(50, undefined, { signal }),
        onRound: (round) =>
          talk.status(() => `fit step, B = ${B}, N = ${N}: round ${round + 1} of ${rounds}`),
      });
      running.add(stepRows(results, (who) => ({
        model: ready.id,
        B,
        N,
        threads: flags.threads,
        about: about.get(who)!,
        command,
      })));
    }
  }
}

function peerStart(flags: BenchFlags, { ready, engine }: Measuring): PeerStart {
  const { python, threads } = flags;
  const device = engine.device === "cuda" ? "cuda" : "cpu";
  return { ready, threads, device, positions: Math.max(...sizesOf(flags).tokens) + 1, python };
}

/** One pass, our own decoder and the peers', in turns. */
export async function benchDecoding(flags: BenchFlags, running: Measuring): Promise<void> {
  const { ready, config, engine, talk, signal, command } = running;
  const { tokens, rounds } = sizesOf(flags);
  await using open = new AsyncDisposableStack();
  const contestants = await openOwnDecoding(ready, engine);
  for (const own of contestants) open.use(own);
  const peers = { names: flags.peers, start: peerStart(flags, running), talk };
  for (const peer of await startPeers(decodingPeers, peers)) contestants.push(open.use(peer));
  const promptId = config.bosId ?? 0;
  for (const N of tokens) {
    const results = await raceDecoding(contestants, { tokens: N, promptId }, {
      rounds,
      pause: () => sleep(50, undefined, { signal }),
      onRound: (round) => talk.status(() => `decoding, N = ${N}: round ${round + 1} of ${rounds}`),
    });
    const facts = { model: ready.id, B: 1, N, threads: flags.threads, command };
    running.add(decodingRows(results, facts));
  }
}
