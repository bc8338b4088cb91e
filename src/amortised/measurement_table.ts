import type { Interval } from "../statistics/mod.ts";
import {
  type EncoderMeasurement,
  methods,
  type StartName,
  starts,
  verdictOf,
} from "./measurement.ts";

/** A measurement as Markdown tables. */
export function measurementTable({ lengths, speed }: EncoderMeasurement): string {
  const straight = lengths.flatMap(({ tokens, straight }) =>
    straight.map(({ genre, windows, scores }) => [
      `${tokens}`,
      genre,
      windows.toLocaleString("en"),
      ...methods.map((method) => {
        const { accuracy, exact, encoderIsBetterBy } = scores[method];
        const by = encoderIsBetterBy === null ? "" : `; ${points(encoderIsBetterBy)}`;
        return `${percent(accuracy)} (${percent(exact)}${by})`;
      }),
    ])
  );
  const steps = lengths.map((length) => {
    const { tokens, steps: { texts, budget, exact, median, againstCommon, againstNormal } } =
      length;
    const fits = (name: StartName) => `${median[name]} (${exact[name]} exact)`;
    return [
      ...[`${tokens}`, `${texts.length}`, `${budget}`],
      ...starts.map(fits),
      ...[ratio(againstCommon), ratio(againstNormal), verdictOf(length)],
    ];
  });
  const speeds = speed.map((one) => [
    `${one.tokens}`,
    one.encodeAndPassTokensPerSecond.toFixed(0),
    one.autoregressiveTokensPerSecond.toFixed(0),
    ratio(one.ratio),
  ]);
  return [
    table(["N", "texts", "windows", ...methods], straight),
    table(["N", "texts", "budget", ...starts, "÷ common", "÷ N(0,1)", "verdict"], steps),
    table(["N", "encode and one pass, tokens/s", "one by one, tokens/s", "ratio"], speeds),
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const points = ({ low, high }: Interval) =>
  `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} points`;

const ratio = ({ estimate, low, high }: Interval) =>
  `${estimate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
