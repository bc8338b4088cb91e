import { accuracyOverLengthChart } from "./accuracy_over_length_chart.ts";
import { accuracyOverStepsChart } from "./accuracy_over_steps_chart.ts";
import { certificateCharts } from "./certificate_charts.ts";
import type { Chart } from "./chart.ts";
import { controlsCharts } from "../sections/controls_section.ts";
import { hitsOverStepsChart } from "./hits_over_steps_chart.ts";
import { informationChart } from "./information_chart.ts";
import { lossOverStepsChart } from "./loss_over_steps_chart.ts";
import { measuredFits, measuredThroughputs } from "../readings/measured.ts";
import { openDivisionCharts } from "./open_division_charts.ts";
import type { PaperSection, RunRecords } from "../sections/paper_section.ts";
import { paperSections } from "../sections/paper_sections.ts";
import type { StudyData } from "../../records/study_data.ts";
import { throughputChart } from "./throughput_chart.ts";
import { throughputRatioChart } from "./throughput_ratio_chart.ts";
import { wrongPositionsChart } from "./wrong_positions_chart.ts";

/** The charts of a run by the section they stand in; one of the run's without data is left out. */
export interface Charts {
  /** The paper's tables and figures, whose charts are there without data of ours. */
  readonly paper: readonly PaperSection[];
  readonly accuracy: readonly Chart[];
  /** Loss and accuracy of each length beside each other. */
  readonly steps: readonly Chart[];
  readonly throughput: readonly Chart[];
  readonly information: readonly Chart[];
  readonly positions: readonly Chart[];
  readonly controls: readonly Chart[];
  /** Margins and noise of each model beside each other. */
  readonly certificate: readonly Chart[];
  /** Steps of each length beside each other, then capacities. */
  readonly openDivision: readonly Chart[];
  /** By the key of the fit's record. */
  readonly hits: ReadonlyMap<string, Chart>;
}

/** Every chart there are records for. */
export function chartsOf(
  { records, experiments, study }: RunRecords & { readonly study?: StudyData | null },
): Charts {
  const fits = measuredFits(records);
  const timings = measuredThroughputs(records);
  const lengths = [...new Set(fits.map(({ job }) => job.tokens))];
  return {
    paper: paperSections({ records, experiments }),
    accuracy: present([accuracyOverLengthChart(fits)]),
    steps: present(lengths.flatMap((tokens) => [
      lossOverStepsChart(fits, { tokens }),
      accuracyOverStepsChart(fits, { tokens }),
    ])),
    throughput: present([throughputChart(timings), throughputRatioChart(timings)]),
    information: present([informationChart(fits)]),
    positions: present([wrongPositionsChart(fits)]),
    controls: controlsCharts(experiments),
    certificate: certificateCharts(experiments),
    openDivision: openDivisionCharts({ records, study }),
    hits: new Map(fits.flatMap((fit) => {
      const chart = hitsOverStepsChart(fit);
      return chart === null ? [] : [[fit.key, chart] as const];
    })),
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
    ...charts.hits.values(),
  ];
}

function present(charts: readonly (Chart | null)[]): Chart[] {
  return charts.filter((chart) => chart !== null);
}
