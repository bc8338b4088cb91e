import { type ExperimentFile, experimentList, type JobsEntry } from "./experiment_list.ts";
import { published } from "../paper/mod.ts";
import type { FitPlan } from "../experiments/fit_plan.ts";
import { ofParts, type Profile } from "./profile.ts";

/** A profile as its file says it: how much time on which models, and which experiments. */
export interface ProfileFile
  extends Pick<Profile, "name" | "note" | "threads" | "budgetSeconds" | "publishedTexts"> {
  /** The first is the profile's own. */
  readonly models: readonly (
    & { readonly id: string }
    & Pick<Profile, "batch" | "share">
  )[];
  /** Ids of experiments, in the order in which the budget is spent. */
  readonly experiments: readonly string[];
}

/** An entry that stands for itself alone. */
type Entry = Omit<JobsEntry, "models" | "sources" | "arrangements" | "tokens"> & {
  readonly tokens: number | readonly number[];
};

type Timed = Profile["throughput"];

/**
 * Loads a profile by name, all of it or what it has of some experiments.
 *
 * @throws RangeError where there is no such profile, or it has none of an experiment
 */
export async function loadProfile(
  name: string,
  { experiments }: { /** Ids. */ readonly experiments?: readonly string[] } = {},
): Promise<Profile> {
  if (!/^[a-z]+$/.test(name)) throw unknown(name);
  const url = new URL(`../../fixtures/profiles/${name}.json`, import.meta.url);
  const text = await Deno.readTextFile(url).catch(() => {
    throw unknown(name);
  });
  const file = JSON.parse(text) as ProfileFile;
  const missing = experiments?.find((id) => !file.experiments.includes(id));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot run experiment "${missing}" of profile "${name}": it has ${
        file.experiments.join(", ")
      }`,
    );
  }
  const wanted = (id: string) => experiments?.includes(id) ?? true;
  return composeProfile({ ...file, experiments: file.experiments.filter(wanted) });
}

/**
 * A profile with the jobs that its experiments have in it. Fits keep the order of the experiments,
 * and of the entries within each; so do the jobs beyond fits, which run after them.
 *
 * @throws RangeError where an experiment, a model or a length grid is named that there is not
 */
export function composeProfile(
  profile: ProfileFile,
  files: readonly ExperimentFile[] = experimentList,
): Profile {
  const { models, experiments, ...rest } = profile;
  const entries = experiments.flatMap((id) => entriesOf(id, { profile, files }));
  return ofParts(models.map(({ id, ...model }): Profile => {
    const own = entries.filter((entry) => entry.models?.includes(id) ?? true).flatMap(eachAlone);
    const ofKind = (kind: string) => own.filter((entry) => entry.kind === kind);
    const [timed] = ofKind("throughput");
    const { kind: _, ...throughput } = timed ?? { kind: "throughput", tokens: [], repetitions: 1 };
    return {
      ...rest,
      ...model,
      model: id,
      fits: ofKind("fit").map(({ kind: _, ...fit }) => fit as unknown as FitPlan),
      experiments: own.filter(({ kind }) => kind !== "fit" && kind !== "throughput"),
      throughput: throughput as unknown as Timed,
    };
  }));
}

/** What an experiment has in a profile. */
function entriesOf(
  id: string,
  { profile: { name, models }, files }: {
    readonly profile: ProfileFile;
    readonly files: readonly ExperimentFile[];
  },
): readonly JobsEntry[] {
  const file = files.find((one) => one.id === id);
  if (file === undefined) {
    const known = files.map((one) => one.id).join(", ");
    throw new RangeError(`Cannot use experiment "${id}": known are ${known}`);
  }
  const entries = file.jobs[name] ?? [];
  const known = models.map((model) => model.id);
  const missing = entries.flatMap((entry) => entry.models ?? []).find((one) =>
    !known.includes(one)
  );
  if (missing === undefined) return entries;
  throw new RangeError(
    `Cannot run experiment "${id}" on model "${missing}": profile "${name}" has ` +
      `${known.join(", ")}`,
  );
}

/** One entry for each arrangement and source, without the names of models. */
function eachAlone({ models: _, sources, arrangements, tokens, ...entry }: JobsEntry): Entry[] {
  const alone = { ...entry, tokens: typeof tokens === "string" ? gridOf(tokens) : tokens };
  const arranged = arrangements?.map((arrangement) => ({ ...alone, arrangement })) ?? [alone];
  return arranged.flatMap((one) => sources?.map((source) => ({ ...one, source })) ?? [one]);
}

function gridOf(place: string): readonly number[] {
  const { lengthGrids } = published.settings;
  const grid = lengthGrids.find((one) => one.place === place);
  if (grid !== undefined) return grid.tokens;
  const places = lengthGrids.map((one) => one.place).join(", ");
  throw new RangeError(`Cannot use length grid "${place}": the paper has those of ${places}`);
}

function unknown(name: string): RangeError {
  return new RangeError(`Cannot use profile "${name}": known are smoke, quick, standard and paper`);
}
