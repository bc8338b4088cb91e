import { type ExperimentFile, experimentList, type JobsEntry } from "./experiment_list.ts";
import { published } from "./paper/mod.ts";
import { type FitPlan, ofParts, type Profile } from "./profile.ts";

/** A profile as its file says it: how much time on which models, and which experiments. */
export interface ProfileFile extends Pick<Profile, "name" | "note" | "threads" | "budgetSeconds"> {
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

/** Loads a profile by name. */
export async function loadProfile(name: string): Promise<Profile> {
  if (!/^[a-z]+$/.test(name)) throw unknown(name);
  const url = new URL(`../../fixtures/profiles/${name}.json`, import.meta.url);
  const text = await Deno.readTextFile(url).catch(() => {
    throw unknown(name);
  });
  return composeProfile(JSON.parse(text) as ProfileFile);
}

/**
 * A profile with the jobs that its experiments have in it. Fits keep the order of the experiments,
 * and of the entries within each; so do the jobs beyond fits, which run after them.
 *
 * @throws RangeError where an experiment, a model or a length grid is named that there is not
 */
export function composeProfile(
  { models, experiments, ...rest }: ProfileFile,
  files: readonly ExperimentFile[] = experimentList,
): Profile {
  const known = new Set(models.map(({ id }) => id));
  const entries = experiments.flatMap((id) => {
    const file = files.find((one) => one.id === id);
    if (file === undefined) {
      const all = files.map((one) => one.id).join(", ");
      throw new RangeError(`Cannot use experiment "${id}": known are ${all}`);
    }
    return (file.jobs[rest.name] ?? []).map((entry) => {
      const missing = entry.models?.find((model) => !known.has(model));
      if (missing === undefined) return entry;
      throw new RangeError(
        `Cannot run experiment "${id}" on model "${missing}": profile "${rest.name}" has ` +
          `${[...known].join(", ")}`,
      );
    });
  });
  return ofParts(models.map(({ id, ...model }): Profile => {
    const own = entries.filter((entry) => entry.models?.includes(id) ?? true).flatMap(eachAlone);
    const ofKind = (kind: string) => own.filter((entry) => entry.kind === kind);
    const [timed = { tokens: [], repetitions: 1 }] = ofKind("throughput") as unknown as readonly [
      Profile["throughput"]?,
    ];
    return {
      ...rest,
      ...model,
      model: id,
      fits: ofKind("fit").map(({ kind: _, ...fit }) => fit as unknown as FitPlan),
      experiments: own.filter(({ kind }) => kind !== "fit" && kind !== "throughput"),
      throughput: { tokens: timed.tokens, repetitions: timed.repetitions },
    };
  }));
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
