import { pinnedStream } from "../random/mod.ts";
import { sha256 } from "../records/canonical.ts";
import { initialIndex } from "./plan_fit.ts";
import type {
  Certificate,
  CertificateJob,
  CertificateResult,
} from "../records/certificate_record.ts";
import {
  type CertificatePayload,
  type CertificateWork,
  type HomeReading,
  workOf,
} from "./certificate_work.ts";
import { decodeAgain, survivalOf } from "./decode_again.ts";
import type { ExperimentContext } from "./experiment.ts";
import { noisyCopies } from "./noisy_copies.ts";
import { accuracyOf, readBack, readMargins, withLogits } from "./read_back.ts";
import { reconstructed } from "./rests_on_fits.ts";
import { readsBfloat16Alone } from "./rounded_weights.ts";
import { textInformation } from "./text_information.ts";
import { bitsPerToken, storedAs, vectorFormats } from "../records/vector_formats.ts";

/**
 * Reads solutions back where they were fitted, then with one thing changed at a time: the engine, the
 * batch, the weights' precision, and the vectors themselves.
 */
export async function certify(
  payload: CertificatePayload,
  context: ExperimentContext,
): Promise<CertificateResult> {
  const work = workOf(payload, context);
  const { job, solutions, leftOut, graphOf } = work;
  const home = await readHome(work);
  const again = await decodeAgain(home, work);
  const varied = await readVaried(work);
  const texts = solutions.map(({ targets }) => targets);
  const nats = await textInformation(texts, { ...context, startId: job.startId });
  const certificates = solutions.map(({ at, targets }, i): Certificate => {
    const accuracy = accuracyOf(home[i].ids, targets);
    return {
      fit: job.solutions[at].fit,
      informationNats: nats[i],
      accuracy,
      marginsNats: home[i].marginsNats,
      again: again[i],
      survives: survivalOf(accuracy, again[i]),
      ...varied[i],
    };
  });
  return { certificates, leftOut, publishedInBfloat16: readsBfloat16Alone(graphOf(1)) };
}

/** One at a time, on the engine of the fits, with the logits. */
async function readHome(
  { solutions, context, graphOf, reading }: CertificateWork,
): Promise<HomeReading[]> {
  await using program = await context.engine.compile(withLogits(graphOf(1)), { once: true });
  const reader = { ...reading, program, batch: 1 };
  const home: HomeReading[] = [];
  for (const { proto, targets } of solutions) home.push(await readMargins(proto, targets, reader));
  return home;
}

/** Each solution with noise on it, and kept in narrower formats. */
async function readVaried(
  { job, solutions, context: { engine }, graphOf, reading }: CertificateWork,
): Promise<Pick<Certificate, "noise" | "holdsUpToSigma" | "stored">[]> {
  const { otherBatch: batch, sigmas, draws, tokens } = job;
  const { vectors, width } = reading;
  await using program = await engine.compile(graphOf(batch), { once: true });
  const varied: Pick<Certificate, "noise" | "holdsUpToSigma" | "stored">[] = [];
  for (const { at, proto, targets } of solutions) {
    const stream = pinnedStream("solution-noise", noiseIndex(job.solutions[at]));
    const copies = [
      ...noisyCopies(proto, { width, sigmas, draws, stream }).flat(),
      ...vectorFormats.map((format) => storedAs(format, { proto, width })),
    ];
    const said = await readBack(copies, { ...reading, program, batch });
    const accuracies = said.map((ids) => accuracyOf(ids, targets));
    const noise = sigmas.map((sigma, step) => ({
      sigma,
      accuracies: accuracies.slice(step * draws, (step + 1) * draws),
    }));
    const stored = vectorFormats.map((format, i) => ({
      format,
      accuracy: accuracies[sigmas.length * draws + i],
      bitsPerToken: bitsPerToken(format, { vectors, width, tokens }),
    }));
    varied.push({ noise, holdsUpToSigma: holdsUpTo(noise), stored });
  }
  return varied;
}

/** Of ascending steps the last one up to which all hold. */
function holdsUpTo(noise: Certificate["noise"]): number | null {
  const broken = noise.findIndex(({ accuracies }) => accuracies.some((one) => one < reconstructed));
  const held = broken === -1 ? noise : noise.slice(0, broken);
  return held.at(-1)?.sigma ?? null;
}

/** Solutions of other texts and seeds draw their noise apart. */
function noiseIndex({ text, seed }: CertificateJob["solutions"][number]): number {
  return initialIndex(sha256(`${text.tokenIdsSha256} ${seed}`));
}
