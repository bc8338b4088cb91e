import type { EncoderData } from "../../amortised/encoder_data.ts";
import { accuracyOverLengthCharts } from "./accuracy_over_length_chart.ts";
import { byWorth } from "../readings/model_kinds.ts";
import { certificateCharts } from "./certificate_charts.ts";
import type { Chart } from "./chart.ts";
import { controlsCharts } from "../sections/controls_section.ts";
import { type EncoderChart, encoderCharts } from "./encoder_charts.ts";
import { hitsOverStepsChart } from "./hits_over_steps_chart.ts";
import { exactOverStepsCharts } from "./exact_over_steps_chart.ts";
import { informationCharts } from "./information_chart.ts";
import { measuredFits, measuredThroughputs } from "../readings/measured.ts";
import { openDivisionCharts } from "./open_division_charts.ts";
import type { PaperSection, RunRecords } from "../sections/paper_section.ts";
import { paperSections } from "../sections/paper_sections.ts";
import type { StudyData } from "../../records/study_data.ts";
import { throughputCharts } from "./throughput_chart.ts";
import { throughputRatioCharts } from "./throughput_ratio_chart.ts";
import { wrongPositionsCharts } from "./wrong_positions_chart.ts";

/** The charts of a run by the section they stand in; one of the run's without data is left out. */
export interface Charts {
  /** The paper's tables and figures, whose charts are there without data of ours. */
  readonly paper: readonly PaperSection[];
  readonly accuracy: readonly Chart[];
  /** How many are exact after so many steps, a chart a length. */
  readonly steps: readonly Chart[];
  readonly throughput: readonly Chart[];
  readonly information: readonly Chart[];
  readonly positions: readonly Chart[];
  readonly controls: readonly Chart[];
  /** Margins and noise of each model beside each other. */
  readonly certificate: readonly Chart[];
  /** Steps of each length beside each other, then capacities. */
  readonly openDivision: readonly Chart[];
  /** What a map from texts to proto-tokens learned and is worth. */
  readonly encoder: readonly EncoderChart[];
  /** By the key of the fit's record. */
  readonly hits: ReadonlyMap<string, Chart>;
}

/** A run with what may lie beside its records. */
export interface ChartedRun extends RunRecords {
  /** What a study kept beside its records. */
  readonly study?: StudyData | null;
  /** What encoders were measured to be worth. */
  readonly encoder?: EncoderData | null;
}

/** Every chart there are records for; `prefix` tells their names from those of another set. */
export function chartsOf(
  { records, experiments, study, encoder }: ChartedRun,
  { prefix = "" }: { readonly prefix?: string } = {},
): Charts {
  const fits = measuredFits(records);
  const timings = measuredThroughputs(records);
  const named = (charts: readonly Chart[]) =>
    charts.map((chart) => ({ ...chart, name: prefix + chart.name }));
  return {
    paper: paperSections({ records, experiments }).map((section) => ({
      ...section,
      charts: named(section.charts),
    })),
    accuracy: named(accuracyOverLengthCharts(fits)),
    steps: named(exactOverStepsCharts(fits)),
    throughput: named([...throughputCharts(timings), ...throughputRatioCharts(timings)]),
    information: named(informationCharts(fits)),
    positions: named(wrongPositionsCharts(fits)),
    controls: controlsCharts(experiments),
    certificate: certificateCharts(experiments),
    openDivision: openDivisionCharts({ records, study }),
    encoder: encoderCharts(encoder),
    hits: new Map(fits.map((fit) => [fit.key, hitsOverStepsChart(fit)])),
  };
}

/** The charts of a whole run, real models apart from tiny ones. */
export interface RunCharts {
  readonly main: Charts;
  readonly tiny: Charts | null;
}

/** Charts of a run, those of tiny models apart where there are others; see {@linkcode byWorth}. */
export function runCharts(
  { records, experiments, study, encoder }: ChartedRun,
): RunCharts {
  const { main, tiny } = byWorth({ records, experiments });
  return {
    main: {
      ...chartsOf({ ...main, study, encoder }),
      // A study may have tiny models of its own, which stand apart there already.
      openDivision: openDivisionCharts({ records, study }),
    },
    tiny: tiny && { ...chartsOf(tiny, { prefix: "tiny-" }), openDivision: [], encoder: [] },
  };
}

/** All charts in the order of the page. */
export function everyChart(charts: Charts): Chart[] {
  return [
    ...charts.paper.flatMap((section) => section.charts),
    ...charts.accuracy,
    ...charts.throughput,
    ...charts.steps,
    ...charts.information,
    ...charts.positions,
    ...charts.controls,
    ...charts.certificate,
    ...charts.openDivision,
    ...charts.encoder,
    ...charts.hits.values(),
  ];
}
