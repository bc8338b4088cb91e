import { join } from "node:path";
import {
  openOwnDecoding,
  openOwnSteps,
  raceDecoding,
  startPyTorch,
  startTransformers,
} from "../bench/mod.ts";
import { stepWork } from "../bench/step_work.ts";
import type { Contestant } from "../bench/contestant.ts";
import { engineFor } from "../harness/engine_for.ts";
import { readConfig } from "../models/mod.ts";
import type { DecodingContestant } from "../peers/decoding_contestant.ts";
import { type KitShape, kitShapes } from "./kit_shapes.ts";
import {
  decodingRounds,
  type Measurement,
  type Said,
  stepRounds,
  stepsOfRound,
} from "./measurement.ts";

/** Who failed at one size is asked for the next all the same: memory may be what ran out. */
export async function measure(
  measurement: Measurement,
  say: (said: Said) => void,
): Promise<void> {
  const shape: KitShape = kitShapes[measurement.shape];
  if (measurement.subject === "fit step") await steps(measurement, { shape, say });
  else await decoding(measurement, { shape, say });
}

interface Telling {
  readonly shape: KitShape;
  readonly say: (said: Said) => void;
}

async function steps(measurement: Measurement, { shape, say }: Telling): Promise<void> {
  await using contestant = await stepContestant(measurement, shape);
  const rounds = stepRounds(measurement.by);
  for (const size of shape.steps) {
    const { batch: B, tokens: N } = size;
    try {
      const inputs = { vectors: 2, ...readConfig(shape.config) };
      const work = stepWork({ ...size, ...stepsOfRound }, inputs);
      await contestant.prepare(size);
      const first = await contestant.run(work);
      const timed = [];
      for (let round = 0; round < rounds; round++) timed.push(await contestant.run(work));
      say({
        kind: "step",
        B,
        N,
        roundsMilliseconds: timed.map(({ samplesMilliseconds }) => samplesMilliseconds),
        firstLossNats: String(first.firstLossNats),
        // Of the last round: each begins anew, and must end where the first did.
        lastLossNats: String(timed.at(-1)!.lastLossNats),
        about: contestant.about,
      });
    } catch (error) {
      say({ kind: "failed", B, N, reason: reasonOf(error) });
    }
  }
}

async function decoding(measurement: Measurement, { shape, say }: Telling): Promise<void> {
  await using open = new AsyncDisposableStack();
  const contestants = await decodingContestants(measurement, shape);
  for (const contestant of contestants) open.use(contestant);
  for (const N of shape.decoding) {
    try {
      // The machine is the kit's own: nobody's threads need time to fall asleep.
      const options = { rounds: decodingRounds, pause: () => Promise.resolve() };
      const results = await raceDecoding(contestants, { tokens: N, promptId: 1 }, options);
      for (const { way, roundsMilliseconds, ids, about } of results) {
        say({ kind: "decoding", way, N, roundsMilliseconds, ids, about });
      }
    } catch (error) {
      say({ kind: "failed", B: 1, N, reason: reasonOf(error) });
    }
  }
}

async function stepContestant(measurement: Measurement, shape: KitShape): Promise<Contestant> {
  const { by } = measurement;
  if (by.who === "onepass") return await openOwnSteps(...await own(measurement, shape));
  return await startPyTorch({
    ...pythonOptions(measurement),
    compiled: by.who === "pytorch compile",
  });
}

async function decodingContestants(
  measurement: Measurement,
  shape: KitShape,
): Promise<DecodingContestant[]> {
  if (measurement.by.who === "onepass") {
    return await openOwnDecoding(...await own(measurement, shape));
  }
  return [await startTransformers(pythonOptions(measurement))];
}

async function own({ folder, by, threads }: Measurement, { config }: KitShape) {
  const model = { weights: join(folder, "model.safetensors"), config };
  return [model, await engineFor(model, { device: by.device, threads })] as const;
}

function pythonOptions({ by, folder, threads }: Measurement) {
  if (by.who === "onepass") throw new TypeError("Cannot start Python: our own engine has none");
  const device = by.device as "cpu" | "cuda";
  return { pythons: [by.python], weights: folder, threads, device };
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0];
}
