import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import { type ChartSpec, sized } from "./chart.ts";
import { chartConfig } from "./chart_config.ts";
import type { Palette } from "./palette.ts";

/**
 * A chart as an SVG document, drawn without a browser. Text widths are estimated; places are to a
 * hundredth of a pixel, which halves the size of a drawing with many points.
 */
export async function chartSvg(
  spec: ChartSpec,
  { palette, width = 640 }: { palette: Palette; width?: number },
): Promise<string> {
  const compiled = compile(sized(spec, width) as unknown as Parameters<typeof compile>[0], {
    config: chartConfig(palette),
  });
  const runtime = vega.parse(compiled.spec, undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: "none", expr: expressionInterpreter });
  try {
    return rounded(await view.toSVG());
  } finally {
    view.finalize();
  }
}

function rounded(svg: string): string {
  return svg.replace(
    / (?:d|transform|x|y|x1|y1|x2|y2|width|height)="[^"]*"/g,
    (attribute) => attribute.replace(/(\.\d\d)\d+/g, "$1"),
  );
}
