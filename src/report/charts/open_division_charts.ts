import type { JobRecord } from "../../records/record.ts";
import type { StudyData } from "../../records/study_data.ts";
import {
  type DividedSetting,
  dividedSettings,
  divisionOfFit,
  isOfRealModel,
} from "../readings/divided_fits.ts";
import { measuredFits } from "../readings/measured.ts";
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
    const shares = openShares(own);
    const ofModel = models.size > 1 ? slugOf(model) : "";
    const commands = commandsOf(own.flatMap(({ series }) => series.flatMap(({ fits }) => fits)));
    const steps = own.flatMap((setting, at) =>
      openStepsCharts(setting, { slug: own.length > 1 ? `${ofModel}-${at + 1}` : ofModel })
    );
    const capacities = (["natural", "random"] as const).flatMap((words) => [
      openExactChart(shares, { words, slug: ofModel, commands }),
      openAccuracyChart(shares, { words, slug: ofModel, commands }),
    ]);
    return [...steps, ...capacities.filter((chart) => chart !== null)];
  });
}
