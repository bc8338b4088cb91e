import { compile } from "vega-lite";
import { sized } from "../../../src/report/charts/chart.ts";
import { chartConfig } from "../../../src/report/charts/chart_config.ts";
import { lightPalette } from "../../../src/report/charts/palette.ts";

/** What Vega-Lite has to say against a specification. */
export function warningsOf(spec: Readonly<Record<string, unknown>>): string[] {
  const warnings: string[] = [];
  const note = (...messages: readonly unknown[]) => (warnings.push(messages.join(" ")), logger);
  const logger = { level: note, error: note, warn: note, info: () => logger, debug: () => logger };
  compile(sized(spec, 640) as unknown as Parameters<typeof compile>[0], {
    config: chartConfig(lightPalette),
    logger: logger as unknown as NonNullable<Parameters<typeof compile>[1]>["logger"],
  });
  return warnings;
}
