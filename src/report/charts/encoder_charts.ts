import type { EncoderData } from "../../amortised/encoder_data.ts";
import { encoderSettings } from "../readings/encoder_settings.ts";
import type { Chart } from "./chart.ts";
import { encoderLearningCharts } from "./encoder_learning_chart.ts";
import { encoderStepsCharts } from "./encoder_steps_chart.ts";
import { encoderStraightCharts } from "./encoder_straight_chart.ts";

/** How encoders learned, what they get right, how far from exact they end; a panel a length each. */
export function encoderCharts(data: EncoderData | null | undefined): Chart[] {
  return encoderSettings(data ?? { encoders: [] }).flatMap((setting) => [
    ...encoderLearningCharts(setting),
    ...encoderStraightCharts(setting),
    ...encoderStepsCharts(setting),
  ]);
}
