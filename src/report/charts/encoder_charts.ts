import type { EncoderData } from "../../amortised/encoder_data.ts";
import { encoderSettings } from "../readings/encoder_settings.ts";
import type { Chart } from "./chart.ts";
import { encoderLearningCharts } from "./encoder_learning_chart.ts";
import { encoderStepsCharts } from "./encoder_steps_chart.ts";
import { encoderStraightCharts } from "./encoder_straight_chart.ts";

/** A chart of encoders, and which kind it is: a kind's panels stand in a row. */
export interface EncoderChart extends Chart {
  readonly kind: typeof kinds[number][0];
}

const kinds = [
  ["learning", encoderLearningCharts],
  ["straight", encoderStraightCharts],
  ["steps", encoderStepsCharts],
] as const;

/** How encoders learned, what they get right, how far from exact they end; a panel a length each. */
export function encoderCharts(data: EncoderData | null | undefined): EncoderChart[] {
  return encoderSettings(data ?? { encoders: [] }).flatMap((setting) =>
    kinds.flatMap(([kind, charts]) => charts(setting).map((chart) => ({ ...chart, kind })))
  );
}
