import { courseOf } from "../readings/course.ts";
import type { Chart } from "./chart.ts";
import type { FitResult } from "../../records/record.ts";
import type { MeasuredFit } from "../readings/measured.ts";
import { count, share } from "../readings/number_format.ts";
import { settling } from "../readings/settling.ts";
import { loneToken } from "../readings/shown_token.ts";

/** Positions × steps of one fit: which token came right when. */
export function hitsOverStepsChart(fit: MeasuredFit): Chart {
  const { job, result } = fit;
  const { samples, isKept } = courseOf(result);
  const labels = result.targetTokens.map((token, i) => `${loneToken(token)}  ${i + 1}`);
  const { runs, end } = hitRuns(result);
  const named = runs.map((run) => ({ ...run, label: labels[run.position - 1] }));
  const y = {
    field: "label",
    type: "nominal",
    sort: null,
    scale: { domain: labels, paddingInner: 0.12 },
    axis: { title: "token, position", labelLimit: 110, labelOverlap: true },
  };
  const tooltip = [
    { field: "label", title: "token" },
    { field: "state", title: "state" },
    { field: "from", title: "from step", format: "," },
    { field: "to", title: "to step", format: "," },
  ];
  return {
    name: `hits-${job.text.id}-n${job.tokens}-${job.recipe.name}-${fit.key.slice(0, 8)}`
      .replace(/[^\w.-]+/g, "-"),
    title: "Which token came right when",
    reading:
      "One row is one position. A bar spans the steps at which its token was right, a thin " +
      `line those at which it was wrong; sampled at ${count(samples.length)} steps of ` +
      `the attempt with seed ${lastSeed(fit)}. ` +
      (isKept
        ? "Beyond the dotted line stands what is stored: the best step, which was not the last."
        : "The right end is what is stored."),
    spec: {
      height: job.tokens * rowHeight(job.tokens),
      layer: [
        {
          data: { values: named },
          encoding: {
            y,
            x: {
              field: "from",
              type: "quantitative",
              scale: { nice: false },
              axis: { title: "step", format: ",~f", tickCount: 6, labelOverlap: true },
            },
            x2: { field: "to" },
            tooltip,
          },
          layer: [
            {
              transform: [{ filter: "datum.state === 'wrong'" }],
              mark: { type: "rule", style: "wrong", strokeWidth: 1.5 },
            },
            {
              transform: [{ filter: "datum.state === 'right'" }],
              mark: { type: "bar", style: "right" },
            },
          ],
        },
        ...(isKept
          ? [{
            data: { values: [{ end }] },
            mark: { type: "rule", style: "guide" },
            encoding: { x: { field: "end", type: "quantitative" } },
          }]
          : []),
      ],
    },
    values: samples.flatMap(({ step, hits }, at) =>
      [...hits].map((hit, i) => ({
        step: isKept && at === samples.length - 1 ? null : step,
        position: i + 1,
        token: result.targetTokens[i] ?? null,
        right: hit === "1",
      }))
    ),
    table: {
      caption: `When each token of ${job.text.id} came right`,
      columns: [
        { name: "position", numeric: true },
        { name: "token" },
        { name: "first right, step", numeric: true },
        { name: "right for good, step", numeric: true },
        { name: "share of steps right", numeric: true },
        { name: "at the end" },
      ],
      rows: settling(result).map((one, i) => [
        one.position,
        loneToken(result.targetTokens[i] ?? ""),
        one.firstRightAtStep === null ? null : count(one.firstRightAtStep),
        one.settledAtStep === null ? null : count(one.settledAtStep),
        share(one.rightShare),
        one.right ? "right" : `wrong: ${loneToken(result.reconstructedTokens[i] ?? "")}`,
      ]),
    },
    commands: [fit.command],
  };
}

/**
 * Neighbouring samples of one state joined: a run lasts until the next sample says otherwise, the
 * last one a step or a fiftieth of the whole, to be seen. `end` is where the last sample begins.
 */
function hitRuns(result: FitResult) {
  const { samples, isKept } = courseOf(result);
  const steps = samples.map(({ step }) => step);
  const last = steps[steps.length - 1];
  const width = Math.max(1, last / 50);
  // A stored solution that is no step of its own has its place after the end.
  const end = isKept ? last + width / 2 : last;
  const edges = [...steps.slice(0, -1), end, end + width];
  const runs = result.targetIds.flatMap((_, position) => {
    const states = samples.map(({ hits }) => hits[position] === "1" ? "right" : "wrong");
    const starts = states.flatMap((state, i) => state === states[i - 1] ? [] : [i]);
    return starts.map((start, run) => ({
      position: position + 1,
      state: states[start],
      from: edges[start],
      to: edges[starts[run + 1] ?? states.length],
    }));
  });
  return { runs, end };
}

/** Pixels a position: less where there are many, so that a long text stays on one screen or two. */
function rowHeight(tokens: number): number {
  return tokens <= 32 ? 17 : tokens <= 64 ? 11 : tokens <= 128 ? 7 : 3;
}

/** The seed of the attempt the samples are of. */
function lastSeed({ job, result }: MeasuredFit): number {
  return result.attempts.at(-1)?.seed ?? job.seed;
}
