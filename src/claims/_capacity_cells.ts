import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Printed } from "../paper/mod.ts";
import {
  type Capacities,
  capacities,
  capacityOfTexts,
  fewestClusters,
  normalQuantile,
  type PrefixOutcome,
  studentTQuantile,
} from "../statistics/mod.ts";
import type { Cell } from "./_published_cells.ts";

/** One step of the paper's length grid, in doublings; 90 to 128 is a little more. */
const gridStep = 0.51;

/** A text that fails at the shortest length tried counts as this many doublings shorter. */
const belowShortest = 0.5;

/** Texts behind a printed maximum: the paper does not say; its other tables have so many. */
const assumedTexts = 50;

export interface MeasuredCapacities {
  readonly name: string;
  readonly paper: Printed;
  readonly outcomes: readonly PrefixOutcome[];
  /** Of how many sources the paper took the best. Default: 1. */
  readonly sources?: number;
  /** How many fits the texts come from, where those of a fit share a vector. Default: its texts. */
  readonly units?: number;
}

/**
 * A printed capacity beside ours. It agrees where the longest prefix of any text is at most one
 * step of the grid away: of six texts and more, and where something longer was tried and failed, since
 * a few texts agree by chance, and lengths that end at the printed one would agree by themselves. It is
 * off where it lies, by more than a step, outside all that "the longest" of texts like these could
 * mean: from the middle text at the least to the longest of as many texts as the paper may have had at
 * the most, log2 capacities taken as normal.
 */
export function capacityCell(
  { name, paper, outcomes, sources = 1, units }: MeasuredCapacities,
): Cell {
  const { tokens, censored } = capacities(outcomes).longestOfAny;
  return {
    name,
    paper,
    ours: tokens,
    agrees: !censored && unitsIn(outcomes, units) >= fewestClusters && agrees(tokens, paper.value),
    isOff: offOf(outcomes, {
      printed: paper.value,
      censored,
      paperTexts: assumedTexts * sources,
      units,
    }),
  };
}

/** Whether a reading of the longest is at most one step of the grid from the printed one. */
export function readingAgrees(
  { paper, outcomes }: MeasuredCapacities,
  reading: keyof Capacities,
): boolean {
  return agrees(capacities(outcomes)[reading].tokens, paper.value);
}

function unitsIn(outcomes: readonly PrefixOutcome[], units: number | undefined): number {
  return units ?? new Set(outcomes.map(({ text }) => text)).size;
}

function agrees(ours: number, printed: number): boolean {
  return Math.abs(Math.log2(ours / printed)) <= gridStep;
}

function offOf(
  outcomes: readonly PrefixOutcome[],
  { printed, censored, paperTexts, units }: {
    readonly printed: number;
    readonly censored: boolean;
    readonly paperTexts: number;
    readonly units?: number;
  },
): (significance: number) => boolean {
  const texts = capacityOfTexts(outcomes);
  const n = units ?? texts.length;
  if (n < fewestClusters) return () => false;
  const floor = Math.log2(Math.min(...outcomes.map(({ tokens }) => tokens))) - belowShortest;
  const logs = texts.map(({ tokens }) => tokens === 0 ? floor : Math.log2(tokens));
  const middle = mean(logs);
  // A capacity is known to a step of the lengths tried, whatever the texts.
  const deviation = Math.max(gridStep / Math.sqrt(12), sampleStandardDeviation(logs));
  const printedLog = Math.log2(printed);
  return (significance) => {
    const t = studentTQuantile(1 - significance / 2, n - 1);
    const least = middle - t * deviation / Math.sqrt(n) - gridStep;
    // The largest of that many stays below this quantile of one with the wanted probability.
    const largest = normalQuantile((1 - significance / 2) ** (1 / paperTexts));
    const most = middle + (largest + t / Math.sqrt(n)) * deviation + gridStep;
    return printedLog < least || (!censored && printedLog > most);
  };
}
