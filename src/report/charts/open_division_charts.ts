import type { JobRecord } from "../../records/record.ts";
import type { StudyData } from "../../records/study_data.ts";
import {
  type DividedSetting,
  dividedSettings,
  divisionOfFit,
  isOfRealModel,
} from "../readings/divided_fits.ts";
import { measuredFits } from "../readings/measured.ts";
import { mostSeries } from "../readings/panels.ts";
import { openShares } from "../readings/open_shares.ts";
import { type Chart, commandsOf } from "./chart.ts";
import { limitsCharts } from "./limits_charts.ts";
import { openAccuracyChart } from "./open_accuracy_chart.ts";
import { openExactChart } from "./open_exact_chart.ts";
import { openStepsCharts } from "./open_steps_chart.ts";

/** What a run may have of the open division. */
export interface OpenDivisionRun {
  readonly records: readonly JobRecord[];
  /** What a study left beside its records; null or absent where the run is of another kind. */
  readonly study?: StudyData | null;
}

/**
 * The models and arrangements that some other recipe than the paper's was fitted in, with the
 * paper's fits beside. Models made for tests count only where they were studied.
 */
export function openSettings({ records, study = null }: OpenDivisionRun): DividedSetting[] {
  const fits = measuredFits(records).filter((fit) => study !== null || isOfRealModel(fit));
  const settings = Map.groupBy(
    fits,
    ({ job }) => JSON.stringify([job.model.id, job.arrangement]),
  );
  return dividedSettings(
    [...settings.values()].filter((own) => own.some((fit) => divisionOfFit(fit) === "open")).flat(),
  );
}

/** Steps and capacities of the open division, model by model. */
export function openDivisionCharts(run: OpenDivisionRun): Chart[] {
  return [...fitCharts(run), ...limitsCharts(run.study?.limits ?? [])];
}

function fitCharts(run: OpenDivisionRun): Chart[] {
  const settings = openSettings(run);
  const models = Map.groupBy(settings, ({ model }) => model);
  const slugOf = (name: string) => `-${name.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, "")}`;
  return [...models].flatMap(([model, own]) => {
    const ofModel = models.size > 1 ? slugOf(model) : "";
    const parts = own.flatMap(partsOf).map((setting, at, { length }) => ({
      setting,
      slug: length > 1 ? `${ofModel}-${at + 1}` : ofModel,
      // What tells one part's capacities from another's.
      suffix: own.length > 1 ? `, ${setting.arrangement}` : "",
    }));
    const steps = parts.flatMap(({ setting, slug }) => openStepsCharts(setting, { slug }));
    const capacities = (["natural", "random"] as const).flatMap((words) =>
      parts.flatMap(({ setting, slug, suffix }) => {
        const shares = openShares([setting]);
        const commands = commandsOf(setting.series.flatMap(({ fits }) => fits));
        return [
          openExactChart(shares, { words, slug, suffix, commands }),
          openAccuracyChart(shares, { words, slug, suffix, commands }),
        ];
      })
    );
    return [...steps, ...capacities.filter((chart) => chart !== null)];
  });
}

/** As many recipes as there are marks, at a time; the paper's stands first in the first part. */
function partsOf(setting: DividedSetting): DividedSetting[] {
  return Array.from(
    { length: Math.ceil(setting.series.length / mostSeries) },
    (_, part) => ({
      ...setting,
      series: setting.series.slice(part * mostSeries, (part + 1) * mostSeries),
    }),
  );
}
