import type { ArrangementName } from "../proto/mod.ts";

/** Which fits an experiment asks for: every text × length × seed. */
export interface FitPlan {
  readonly recipe: string;
  readonly arrangement: ArrangementName;
  readonly source: "pg19" | "fanfics" | "written" | "random" | "generated";
  readonly texts: number;
  /** Where random texts take their words. Default: "english", the committed stand-in. */
  readonly words?: "glove" | "english";
  /** Prefix lengths N, tokens. */
  readonly tokens: readonly number[];
  readonly seeds: readonly number[];
  /** Most optimiser steps of a fit; the recipe's where absent. */
  readonly maxSteps?: number;
}

/** How much a run does; a data file under fixtures/profiles. */
export interface Profile {
  readonly name: string;
  /** What the reader should know of its counts. */
  readonly note?: string;
  readonly model: string;
  /** Fixed in the profile, since both can change bits. */
  readonly batch: number;
  readonly threads: number;
  /** Wall time spent on jobs, over all runs of the same store; what is left is "not run". */
  readonly budgetSeconds: number;
  readonly fits: readonly FitPlan[];
  /** Entries of experiments beyond single fits; each kind has its own fields. */
  readonly experiments?: readonly { readonly kind: string }[];
  /** Lengths at which reconstruction is timed, on the first exact solution of that length. */
  readonly throughput: { readonly tokens: readonly number[]; readonly repetitions: number };
  /** Share of the budget that the profile's own model gets beside those of `also`. Default: 1. */
  readonly share?: number;
  /** Further models, each with jobs of its own; one that cannot be had is left out, with a reason. */
  readonly also?: readonly ModelShare[];
}

/** The same jobs on each of some models. */
export interface ModelShare extends Pick<Profile, "note" | "fits" | "experiments" | "share"> {
  readonly models: readonly string[];
  readonly batch?: number;
  readonly throughput?: Profile["throughput"];
}

/** A profile's jobs model by model, its own model first. */
export function partsOf({ also = [], ...own }: Profile): Profile[] {
  const nothing = { tokens: [], repetitions: 1 };
  const further = also.flatMap(({ models, ...share }) =>
    models.map((model): Profile => ({
      ...own,
      note: undefined,
      experiments: undefined,
      throughput: nothing,
      share: undefined,
      ...share,
      model,
    }))
  );
  return [own, ...further];
}

/** One profile of several parts again; the first part's model becomes its own. */
export function ofParts([first, ...rest]: readonly Profile[]): Profile {
  return { ...first, also: rest.map(({ model, ...part }) => ({ ...part, models: [model] })) };
}

/** Loads a profile by name. */
export async function loadProfile(name: string): Promise<Profile> {
  if (!/^[a-z]+$/.test(name)) throw unknown(name);
  const url = new URL(`../../fixtures/profiles/${name}.json`, import.meta.url);
  const text = await Deno.readTextFile(url).catch(() => {
    throw unknown(name);
  });
  return JSON.parse(text) as Profile;
}

function unknown(name: string): RangeError {
  return new RangeError(`Cannot use profile "${name}": known are smoke, quick, standard and paper`);
}
