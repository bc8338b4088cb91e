import type { StudiedLimit } from "../../records/study_data.ts";
import { count, figure, share } from "../readings/number_format.ts";
import type { Chart } from "./chart.ts";

/** What lies between the common start and solutions, and how long e and m become on the way. */
export function limitsCharts(limits: readonly StudiedLimit[]): Chart[] {
  return limits.flatMap((limit, at) => {
    const slug = limits.length > 1 ? `-${at + 1}` : "";
    return [lineChart(limit, slug), lengthsChart(limit, slug)];
  });
}

const whereOf = ({ model, arrangement, tokens, ways }: StudiedLimit) =>
  `${model}, ${arrangement}, ${ways.length} texts of ${tokens} tokens`;

function lineChart(limit: StudiedLimit, slug: string): Chart {
  const where = whereOf(limit);
  const ends = [
    { end: "from the common start", of: (way: StudiedLimit["ways"][number]) => way.fromStart },
    {
      end: "from the solution found from N(0, 1)",
      of: (way: StudiedLimit["ways"][number]) => reversed(way.fromNormal.line),
    },
  ];
  const values = limit.ways.flatMap((way) =>
    ends.flatMap(({ end, of }) => {
      const { lossesNats, accuracies } = of(way);
      return lossesNats.map((lossNats, i) => ({
        text: way.text,
        end,
        way: i / (lossesNats.length - 1),
        lossNats,
        accuracy: accuracies[i],
      }));
    })
  );
  return {
    name: `open-limits-line${slug}`,
    title: `Loss along straight lines to the solution${slug === "" ? "" : `, ${where}`}`,
    reading:
      `${where}: the loss at 21 points of a straight line that ends, at 1, in the solution ` +
      "found from the common start. One line begins at that start, the other at the solution of the " +
      "same text that recipe open found from N(0, 1). A line that only falls has no barrier on it.",
    spec: {
      height: 240,
      data: { values },
      mark: { type: "line", strokeWidth: 1.5, opacity: 0.85 },
      encoding: {
        x: {
          field: "way",
          type: "quantitative",
          axis: { title: "share of the way to the solution", tickCount: 6, format: ".1~f" },
        },
        y: {
          field: "lossNats",
          type: "quantitative",
          axis: { title: "loss, nats a token", tickCount: 6 },
        },
        detail: { field: "text" },
        color: { field: "end", type: "nominal", legend: { title: null, columns: 1 } },
        strokeDash: { field: "end", type: "nominal", legend: null },
        tooltip: [
          { field: "text", title: "text" },
          { field: "lossNats", title: "loss", format: ".2f" },
          { field: "accuracy", title: "right", format: ".2f" },
        ],
      },
    },
    values,
    table: {
      caption:
        `Highest loss on each straight line, nats a token, and the fewest tokens right, ${where}`,
      columns: [
        { name: "text" },
        { name: "from the start, highest loss", numeric: true },
        { name: "from N(0, 1)’s solution, highest loss", numeric: true },
        { name: "fewest right there", numeric: true },
      ],
      rows: limit.ways.map(({ text, fromStart, fromNormal: { line } }) => [
        text,
        figure(Math.max(...fromStart.lossesNats)),
        figure(Math.max(...line.lossesNats)),
        share(Math.min(...line.accuracies)),
      ]),
    },
    commands: [limit.command],
  };
}

const reversed = (line: { lossesNats: readonly number[]; accuracies: readonly number[] }) => ({
  lossesNats: line.lossesNats.toReversed(),
  accuracies: line.accuracies.toReversed(),
});

const vectorNames = ["e", "m"];

function lengthsChart(limit: StudiedLimit, slug: string): Chart {
  const where = whereOf(limit);
  const values = limit.ways.flatMap(({ text, path }) =>
    path.flatMap(({ step, lengths }) =>
      lengths.map((length, at) => ({ text, step, vector: vectorNames[at] ?? `${at}`, length }))
    )
  );
  return {
    name: `open-limits-lengths${slug}`,
    title: `Lengths of e and m on the way${slug === "" ? "" : `, ${where}`}`,
    reading: `${where}: Euclidean lengths of e and m over the steps of each fit. N(0, 1) has the ` +
      "root of D.",
    spec: {
      height: 220,
      data: { values },
      mark: { type: "line", strokeWidth: 1.5, opacity: 0.85 },
      encoding: {
        x: { field: "step", type: "quantitative", axis: { title: "step", tickCount: 6 } },
        y: {
          field: "length",
          type: "quantitative",
          scale: { zero: false },
          axis: { title: "length", tickCount: 5 },
        },
        detail: { field: "text" },
        color: { field: "vector", type: "nominal", legend: { title: null } },
        strokeDash: { field: "vector", type: "nominal", legend: null },
        tooltip: [{ field: "text", title: "text" }, { field: "length", format: ".1f" }],
      },
    },
    values,
    table: {
      caption: `How fits went, ${where}`,
      columns: [
        { name: "text" },
        { name: "steps", numeric: true },
        { name: "last position right" },
        { name: "e, start to end", numeric: true },
        { name: "m, start to end", numeric: true },
        { name: "way from the start", numeric: true },
        { name: "to N(0, 1)’s solution", numeric: true },
      ],
      rows: limit.ways.map(({ text, steps, lastWrong, path, distance, fromNormal }) => [
        text,
        count(steps),
        // Positions as readers count them.
        lastWrong.map((at) => at + 1).join(", "),
        ...vectorNames.map((_, at) => {
          const [first, last] = [path.at(0)?.lengths[at], path.at(-1)?.lengths[at]];
          if (first === undefined || last === undefined) return null;
          return `${figure(first)} to ${figure(last)}`;
        }),
        figure(distance),
        figure(fromNormal.distance),
      ]),
    },
    commands: [limit.command],
  };
}
