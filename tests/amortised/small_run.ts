import { trainingSettings } from "../../src/amortised/mod.ts";

/** A run of eighteen steps on a row of a few ids. */
export const smallRun = {
  id: "small run",
  settings: { ...trainingSettings, tokensPerStep: 12, warmUpSteps: 3, learningRate: 0.01 },
  steps: 18,
  books: Int32Array.from({ length: 12 }, (_, i) => (i * 37) % 120),
  watched: Int32Array.from({ length: 20 }, (_, i) => (i * 11) % 120),
  watchEverySteps: 6,
};
