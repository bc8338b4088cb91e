import { type ChartSpec, sized } from "./chart.ts";
import { chartConfig } from "./chart_config.ts";
import { type ChartedRun, everyChart, runCharts } from "./charts.ts";
import { chartSvg } from "./chart_svg.ts";
import { csv } from "../tables/csv.ts";
import type { KeptRow } from "../../bench/bench_file.ts";
import { lightPalette } from "./palette.ts";
import { performanceCharts } from "./performance_charts.ts";

/**
 * Each chart to take away: file name → content, to be written beside the page. An `.svg` in light
 * colours, a `.csv` with every value drawn, and the Vega-Lite specification.
 */
export async function renderCharts(
  { bench = [], ...run }: ChartedRun & { readonly bench?: readonly KeptRow[] },
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const { main, tiny } = runCharts(run);
  const charts = [
    ...everyChart(main),
    // The paper's values alone stand among the others already.
    ...tiny === null ? [] : everyChart({
      ...tiny,
      paper: tiny.paper.filter(({ absence }) => absence === null),
    }),
    ...performanceCharts(bench),
  ];
  for (const { name, spec, values } of charts) {
    files.set(`charts/${name}.svg`, await chartSvg(spec, { palette: lightPalette }) + "\n");
    files.set(`charts/${name}.csv`, csv(values));
    files.set(`charts/${name}.vl.json`, JSON.stringify(standalone(spec), null, 1) + "\n");
  }
  return files;
}

function standalone(spec: ChartSpec): ChartSpec {
  return { ...sized(spec, 640), config: chartConfig(lightPalette) };
}
