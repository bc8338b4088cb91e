import { type Markup, markup } from "../../report/page/markup.ts";
import { metricText } from "./metric_text.ts";
import type { Trend } from "../trends.ts";

const width = 132;
const height = 36;
const margin = 6;

/**
 * A trend as a small drawing: a run's place from left to right is the same in all drawings, a bar is a
 * 95 % interval, a hollow point a run that called itself noisy, a dashed line a step.
 */
export function sparkline(
  { points, steps }: Trend,
  { runs }: { readonly runs: readonly string[] },
): Markup {
  const all = points.flatMap(({ metric: { value, low, high } }) => [
    value,
    low ?? value,
    high ?? value,
  ]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const x = (at: number) =>
    runs.length === 1 ? width / 2 : margin + at / (runs.length - 1) * (width - 2 * margin);
  const y = (value: number) =>
    most === least
      ? height / 2
      : height - margin - (value - least) / (most - least) * (height - 2 * margin);
  const placed = points.map(({ run, metric }) => ({ metric, x: x(runs.indexOf(run.name)) }));
  const line = placed.map(({ x, metric }) => `${round(x)},${round(y(metric.value))}`).join(" ");
  const bars = placed.map(({ x, metric: { low, high } }) =>
    low !== undefined && high !== undefined &&
    markup`<path class="interval" d="M${round(x)} ${round(y(low))}V${round(y(high))}"/>`
  );
  const dots = placed.map(({ x, metric }) =>
    markup`<circle class="${metric.noisy && "noisy"}" cx="${round(x)}" cy="${
      round(y(metric.value))
    }" r="3"/>`
  );
  const marks = (steps ?? []).map(({ at }) => {
    const between = (placed[at - 1].x + placed[at].x) / 2;
    return markup`<path class="step" d="M${round(between)} 1V${height - 1}"/>`;
  });
  const said = points.map(({ run, metric }) => `${run.name}: ${metricText(metric)}`).join("; ");
  return markup`<svg class="trend" role="img" aria-label="${said}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${marks}<polyline points="${line}"/>${bars}${dots}</svg>`;
}

const round = (value: number) => Math.round(value * 10) / 10;
