import { join } from "node:path";
import type { Recipe } from "../proto/mod.ts";
import { readCheckedJson } from "./checked_json.ts";
import type { CommonMetric } from "./common_metric.ts";
import { type CommonStart, vectorsSha256 } from "./common_start.ts";
import {
  amount,
  count,
  type DataShape,
  fields,
  flag,
  listOf,
  maybe,
  share,
  text,
} from "./data_shape.ts";
import { joined } from "./joined.ts";

/** What a study measured that belongs to no record: `study.json` of its folder. */
export interface StudyData {
  /** The common starts that its fits began at. */
  readonly starts: readonly UsedStart[];
  /** Rounds of successive halving over recipes, on tuning texts. */
  readonly rungs: readonly StudiedRung[];
  /** What limits fits, by model, arrangement and N. */
  readonly limits: readonly StudiedLimit[];
}

/** How fits of some held-out texts of N tokens went, and what lies around where they end. */
export interface StudiedLimit {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: number;
  readonly ways: readonly StudiedWay[];
  readonly codeSha256: string;
  readonly command: string;
}

/** One text's way from the common start to its solution. */
export interface StudiedWay {
  readonly text: string;
  readonly source: string;
  readonly exact: boolean;
  readonly steps: number;
  /** Positions still wrong in the last sample that was not all right, from 0. */
  readonly lastWrong: readonly number[];
  /** Samples on the way; lengths of e and m are Euclidean. */
  readonly path: readonly {
    readonly step: number;
    readonly lossNats: number;
    readonly lengths: readonly number[];
  }[];
  /** Euclidean, of all components, from the common start to the solution. */
  readonly distance: number;
  /** Along the straight line from the common start to the solution. */
  readonly fromStart: StudiedLine;
  /** The solution that recipe "open" found from N(0, 1), beside it. */
  readonly fromNormal: {
    readonly exact: boolean;
    readonly steps: number;
    readonly distance: number;
    readonly cosineDistance: number;
    /** Along the straight line from the one solution to the other. */
    readonly line: StudiedLine;
  };
}

/** Equally spaced points of a line, the ends included. */
export interface StudiedLine {
  readonly lossesNats: readonly number[];
  readonly accuracies: readonly number[];
}

/** A common start without its vectors, which `sha256` names as recipes do. */
export interface UsedStart extends Omit<CommonStart, "proto" | "width" | "metric"> {
  readonly sha256: string;
  /** The metric that goes with it, without its vectors. */
  readonly metric?: Pick<CommonMetric, "sha256" | "texts" | "textSteps" | "method" | "command"> & {
    readonly directions: number;
  };
}

/** What the recipes of a round did on its texts of N tokens. */
export interface StudiedRung {
  readonly model: string;
  readonly arrangement: string;
  readonly tokens: number;
  /** Most optimiser steps of a fit, restarts and all. */
  readonly maxSteps: number;
  /** Name of the recipe that the others change one thing of. */
  readonly base: string;
  /** Ids of its texts. */
  readonly texts: readonly string[];
  readonly results: readonly StudiedRecipe[];
}

export interface StudiedRecipe {
  readonly recipe: Recipe;
  /** What it is to find out. */
  readonly question: string;
  readonly fits: readonly StudiedText[];
  readonly codeSha256: string;
  readonly command: string;
}

/** One text's fit; `steps` count every forward-backward pass, of all starts. */
export interface StudiedText {
  readonly text: string;
  readonly exact: boolean;
  readonly steps: number;
  readonly accuracy: number;
  readonly elapsedSeconds: number;
}

export const studyFile = "study.json";

/** A common start as a study's folder keeps it. */
export function usedStart({ proto, width: _, metric, ...start }: CommonStart): UsedStart {
  const used = { ...start, sha256: vectorsSha256(proto) };
  if (metric === undefined) return used;
  const { sha256, texts, textSteps, method, command, scales } = metric;
  const { length: directions } = scales;
  return { ...used, metric: { sha256, directions, texts, textSteps, method, command } };
}

const line: DataShape = fields({ lossesNats: listOf(amount), accuracies: listOf(share) });

const limits: DataShape = listOf(fields({
  model: text,
  arrangement: text,
  tokens: count,
  codeSha256: text,
  command: text,
  ways: listOf(fields({
    text,
    source: text,
    exact: flag,
    steps: count,
    lastWrong: listOf(count),
    path: listOf(fields({ step: count, lossNats: amount, lengths: listOf(amount) })),
    distance: amount,
    fromStart: line,
    fromNormal: fields({
      exact: flag,
      steps: count,
      distance: amount,
      cosineDistance: amount,
      line,
    }),
  })),
}));

const study: DataShape = fields({
  limits: maybe(limits),
  starts: listOf(fields({
    sha256: text,
    arrangement: text,
    model: text,
    weightsSha256: text,
    texts: listOf(text),
    textSteps: count,
    method: text,
    command: text,
  })),
  rungs: listOf(fields({
    model: text,
    arrangement: text,
    tokens: count,
    maxSteps: count,
    base: text,
    texts: listOf(text),
    results: listOf(fields({
      recipe: fields({ name: text }),
      question: text,
      codeSha256: text,
      command: text,
      fits: listOf(fields({
        text,
        exact: flag,
        steps: count,
        accuracy: share,
        elapsedSeconds: amount,
      })),
    })),
  })),
});

/**
 * What a folder's study.json says; null where it has none.
 *
 * @throws SyntaxError naming the file and what is wrong there
 */
export async function readStudyData(folder: string): Promise<StudyData | null> {
  const path = join(folder, studyFile);
  const found = await readCheckedJson<Omit<StudyData, "limits">>(path, {
    fault: (value) => study(value, ""),
  });
  // Folders older than limits have none.
  return found && { limits: [], ...found };
}

/** Two studies as one: starts and recipes of a rung that both have are the later one's. */
export function joinStudies(earlier: StudyData, later: StudyData): StudyData {
  return {
    starts: joined(earlier.starts, later.starts, {
      by: ({ model, arrangement, sha256 }) => [model, arrangement, sha256],
    }),
    rungs: joined(earlier.rungs, later.rungs, {
      by: ({ model, arrangement, tokens, maxSteps, base, texts }) => [
        ...[model, arrangement, tokens, maxSteps, base],
        ...texts,
      ],
      both: (before, after) => ({
        ...after,
        results: joined(before.results, after.results, { by: ({ recipe }) => [recipe.name] }),
      }),
    }),
    limits: joined(earlier.limits, later.limits, {
      by: ({ model, arrangement, tokens }) => [model, arrangement, tokens],
    }),
  };
}
