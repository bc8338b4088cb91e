import type { Pace } from "./pace.ts";

/** Rates of e, m, …, as shares of the recipe's learning rate. */
export type RatesRule = readonly number[];

export const rates: Pace<RatesRule> = (shares, { vector }) => shares[vector] ?? 1;
