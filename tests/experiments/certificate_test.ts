import assert from "node:assert/strict";
import { type CertificateEntry, certificateExperiment } from "../../src/experiments/certificate.ts";
import type { CertificateResult, DecodedAgain } from "../../src/records/certificate_record.ts";
import type { CertificatePayload } from "../../src/experiments/certificate_work.ts";
import { type ExperimentContext, Stopped } from "../../src/experiments/experiment.ts";
import { noisyCopies } from "../../src/experiments/noisy_copies.ts";
import { stream } from "../../src/random/mod.ts";
import { newFolder } from "../harness/_small_run.ts";
import { engine, findingsOf, fitsOf, planOf, tinyModel } from "./tiny_run.ts";

const entry: CertificateEntry = {
  kind: "certificate",
  source: "written",
  texts: 3,
  tokens: [3],
  seeds: [1, 11],
  recipe: "open",
  arrangement: "[e][m]×(N−1)",
  maxSteps: 600,
  sigmas: [0.001, 10, 0.1],
  draws: 3,
};
const jobs = await planOf(certificateExperiment, entry);
const fits = await fitsOf(certificateExperiment, entry);
const findings = await findingsOf(fits);
const working: ExperimentContext = {
  model: await tinyModel(),
  engine,
  stop: () => false,
  progress: () => {},
};
const parts: (keyof DecodedAgain)[] = [
  "otherEngine",
  "everySlot",
  "besideOthers",
  "bfloat16Weights",
];

Deno.test("all solutions of a length are one job, which names their fits and the other engine", async () => {
  assert.equal(jobs.length, 1);
  const [{ job }] = jobs;
  assert.deepEqual(job.solutions.map(({ fit }) => fit), fits.map(({ key }) => key));
  assert.equal(job.solutions.length, 6);
  assert.equal(job.otherEngine.engine, "tfjs");
  assert.deepEqual(job.sigmas, [0.001, 0.1, 10]);
  const keys = new Set<string>();
  for (const change of [{}, { draws: 4 }, { sigmas: [0.1] }, { texts: 2 }, { tokens: [4] }]) {
    const [{ key }] = await planOf(certificateExperiment, { ...entry, ...change });
    keys.add(key);
  }
  assert.equal(keys.size, 5);
  const lengths = await planOf(certificateExperiment, { ...entry, tokens: [3, 4] });
  assert.deepEqual(lengths.map(({ job }) => job.tokens), [3, 4]);
});

Deno.test("solutions are read back in every part, and survive where all say the same", async () => {
  const given = await payloadOf();
  const { certificates, leftOut, publishedInBfloat16 } = await run(given);
  assert.equal(certificates.length + leftOut, 6);
  assert.ok(certificates.length >= 4, `${certificates.length} solutions`);
  assert.equal(publishedInBfloat16, false);
  for (const [i, certificate] of certificates.entries()) {
    const { again, accuracy, noise, stored, informationNats } = certificate;
    assert.equal(certificate.fit, jobs[0].job.solutions[given.solutions[i].at].fit);
    assert.equal(accuracy, 1);
    for (const part of parts) assert.equal(again[part].outcome, "measured", part);
    const same = parts.every((part) => changedIn(again[part]).length === 0);
    assert.equal(certificate.survives, same);
    // Nothing but rounding changes the weights, so all else agrees to the last token.
    for (const part of parts.slice(0, 3)) assert.deepEqual(changedIn(again[part]), [], part);
    assert.ok(informationNats > 0);
    assert.deepEqual(noise.map(({ sigma, accuracies }) => [sigma, accuracies.length]), [
      [0.001, 3],
      [0.1, 3],
      [10, 3],
    ]);
    assert.deepEqual(noise[0].accuracies, [1, 1, 1]);
    assert.ok(certificate.holdsUpToSigma !== null && certificate.holdsUpToSigma < 10);
    assert.deepEqual(stored.map(({ format }) => format), ["float16", "bfloat16", "int8", "int4"]);
    assert.equal(stored[0].accuracy, 1);
  }
  assert.ok(certificates.some(({ survives }) => survives));
});

Deno.test("a margin is above 0 exactly where the token is hit", async () => {
  const given = await payloadOf();
  const mixed = given.solutions.map(({ targets, ...one }, i) => ({
    ...one,
    // The last position wants a token that the solution does not say.
    targets: i % 2 === 0 ? targets : [...targets.slice(0, -1), (targets.at(-1)! + 1) % 120],
  }));
  const { certificates } = await run({ ...given, solutions: mixed });
  for (const [i, { marginsNats, accuracy, survives }] of certificates.entries()) {
    assert.equal(marginsNats.length, 3);
    const hits = marginsNats.filter((margin) => margin > 0).length;
    assert.equal(hits / 3, accuracy);
    assert.equal(accuracy, i % 2 === 0 ? 1 : 2 / 3);
    if (i % 2 === 1) {
      assert.ok(marginsNats[2] < 0);
      assert.equal(survives, false);
    }
  }
});

Deno.test("a solution with one vector broken does not survive, the others do as before", async () => {
  const given = await payloadOf();
  const { width } = working.model.config;
  const broken = given.solutions.map((solution, i) => {
    if (i > 0) return solution;
    const proto = solution.proto.map((value, at) => at < width ? -value : value);
    return { ...solution, proto };
  });
  const before = (await run(given)).certificates;
  const [first, ...others] = (await run({ ...given, solutions: broken })).certificates;
  assert.ok(first.accuracy < 1 && first.marginsNats.some((margin) => margin < 0));
  assert.equal(first.survives, false);
  assert.equal(first.holdsUpToSigma, null);
  assert.deepEqual(
    others.map(({ survives }) => survives),
    before.slice(1).map(({ survives }) => survives),
  );
});

Deno.test("a job gives the same bits again, whatever stands in the cache", async () => {
  const given = await payloadOf();
  await using cache = await newFolder();
  const inCache = { ...given, cacheFolder: cache.path };
  const once = await certificateExperiment.run(inCache, working);
  assert.deepEqual(await certificateExperiment.run(inCache, working), once);
  assert.deepEqual(await run(given), once);
});

Deno.test("an engine that does not run is named, and whether a solution survives not known", async () => {
  const given = await payloadOf();
  const nowhere = { engine: "tfjs", device: "abacus", threads: 1 } as unknown;
  const { certificates } = await run({ ...given, otherEngine: nowhere as never });
  for (const { again, survives } of certificates) {
    assert.equal(again.otherEngine.outcome, "not run");
    assert.match((again.otherEngine as { reason: string }).reason, /abacus/);
    assert.equal(again.everySlot.outcome, "measured");
    const changed = parts.slice(1).some((part) => changedIn(again[part]).length > 0);
    assert.equal(survives, changed ? false : null);
  }
});

Deno.test("a lone solution has no others beside it", async () => {
  const given = await payloadOf();
  const { certificates: [{ again }] } = await run({
    ...given,
    solutions: given.solutions.slice(0, 1),
  });
  assert.deepEqual(again.besideOthers, {
    outcome: "not run",
    reason: "there is no other solution in this job",
  });
});

Deno.test("a fit that has not run is named; one that fell short is left out and counted", async () => {
  const [{ payload }] = jobs;
  const { id } = jobs[0].job.solutions[0].text;
  assert.deepEqual(await payload({ ...findings, records: [] }), {
    missing: `the fit of "${id}", N = 3, seed 1 has not run`,
  });
  const withAccuracy = (of: (i: number) => number) => ({
    ...findings,
    records: findings.records.map((record, i) => ({ ...record, result: { accuracy: of(i) } })),
  } as never);
  const some = await payload(withAccuracy((i) => i === 0 ? 2 / 3 : 1)) as CertificatePayload;
  assert.equal(some.leftOut, 1);
  assert.equal(some.solutions.length, 5);
  const none = await payload(withAccuracy(() => 2 / 3)) as { missing: string };
  assert.match(none.missing, /^no fit holds its text: the fit of ".*ended at accuracy 0\.667$/);
});

Deno.test("a stop ends the work before its next engine call, in whatever part", async () => {
  const given = await payloadOf();
  for (const last of [2, 9, 20, 40]) {
    let calls = 0;
    const stop = () => calls++ >= last;
    await assert.rejects(run(given, { ...working, stop }), Stopped);
    assert.equal(calls, last + 1);
  }
});

Deno.test("progress goes from 0 to almost 1", async () => {
  const shares: number[] = [];
  await run(await payloadOf(), { ...working, progress: (share) => shares.push(share) });
  assert.equal(shares[0], 0);
  assert.deepEqual(shares.toSorted((a, b) => a - b), shares);
  assert.ok(shares.at(-1)! > 0.9 && shares.at(-1)! < 1);
});

Deno.test("noise has the size asked for of each vector, one direction for all σ", () => {
  const width = 4000;
  const proto = new Float32Array(2 * width).fill(3).fill(50, width);
  const copies = noisyCopies(proto, {
    width,
    sigmas: [0.01, 0.1],
    draws: 2,
    stream: stream(1, "test"),
  });
  const noise = copies.map((some) => some.map((copy) => copy.map((value, i) => value - proto[i])));
  for (const [step, sigma] of [0.01, 0.1].entries()) {
    for (const [vector, size] of [3, 50].entries()) {
      const own = noise[step][0].subarray(vector * width, (vector + 1) * width);
      const ratio = Math.hypot(...own) / Math.sqrt(width) / (sigma * size);
      assert.ok(Math.abs(ratio - 1) < 0.05, `${sigma} of ${size}: ${ratio}`);
    }
  }
  assert.ok(Math.abs(noise[1][0][7] / noise[0][0][7] - 10) < 0.01);
  assert.notEqual(noise[0][0][7], noise[0][1][7]);
});

async function payloadOf(): Promise<CertificatePayload> {
  return await jobs[0].payload(findings) as CertificatePayload;
}

/** With the rounded weights in a folder of its own. */
async function run(given: CertificatePayload, with_ = working): Promise<CertificateResult> {
  await using cache = await newFolder();
  return await certificateExperiment.run({ ...given, cacheFolder: cache.path }, with_);
}

function changedIn(decoding: DecodedAgain[keyof DecodedAgain]): readonly number[] {
  return decoding.outcome === "measured" ? decoding.changed : [];
}
