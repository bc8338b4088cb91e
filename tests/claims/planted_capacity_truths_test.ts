/** Planted truths of the rules about how much texts hold, by source and model: Table 3 and Figure 1. */
import { normals, type Stream } from "../../src/random/mod.ts";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedFit } from "./planted_records.ts";
import { testTruths } from "./planted_truths.ts";

// Capacities on the grid 8…64, many beyond its end: deviation of log2 about 0.7 on either side.
testTruths("T3-random-worse", {
  "true by 5 SE, censored": ["holds", (random) => capacity(random, { shift: 1.3 })],
  "false by 5 SE, censored": ["fails", (random) => capacity(random, { shift: -1.3 })],
  "barely true, censored": ["not fails", (random) => capacity(random, { shift: 0.01 })],
  "barely false, censored": ["not holds", (random) => capacity(random, { shift: -0.01 })],
  "three texts": ["inconclusive", (random) => capacity(random, { shift: 0.3, texts: 3 })],
});

// The same of two models: 1.54 doublings, give or take 0.25, are what the claim says.
testTruths("T3-family-matters", {
  "true by 5 SE": ["holds", (random) => models(random, { shift: 1.54, deviation: 0.12 })],
  "false by 5 SE, censored": ["fails", (random) => models(random, { shift: -0.2 })],
  "barely true": ["not fails", (random) => models(random, { shift: 1.3, deviation: 0.3 })],
  "a larger ratio": ["not fails", (random) => models(random, { shift: 2.6, deviation: 0.3 })],
  "the printed 362 / 128": [
    "not fails",
    (random) => models(random, { shift: Math.log2(362 / 128) }),
  ],
  "three texts": ["inconclusive", (random) => models(random, { shift: 1.5, texts: 3 })],
  // Where the larger one outlasts the lengths, what is seen of the ratio is too small.
  "true, and cut off by the lengths": [
    "inconclusive",
    (random) => models(random, { shift: 1.54, deviation: 0.12, middle: 7.75 }),
  ],
}, { draws: 300 });

// Half a doubling either way is alike: deviation 0.5, error of the difference of 28 texts 0.13.
testTruths("T3-natural-alike", {
  "true by 4 SE": ["holds", (random) => sources(random, { shift: 0, deviation: 0.3, middle: 6.5 })],
  "false by 5 SE": ["fails", (random) => sources(random, { shift: 1.2 })],
  "barely true": ["not fails", (random) => sources(random, { shift: 0.48 })],
  "barely false": ["not holds", (random) => sources(random, { shift: 0.52 })],
  "three texts": ["inconclusive", (random) => sources(random, { shift: 0, texts: 3 })],
  "a source is missing": ["inconclusive", (random) => sources(random, { shift: 0 }).slice(112)],
  // What the paper prints of Llama-3.2-1B, 362 each, on lengths that all of them outlast.
  "alike for want of longer lengths": [
    "inconclusive",
    (random) => sources(random, { shift: 0, middle: 9 }),
  ],
}, { draws: 60 });

// Nats at the longest length: 10 a token of random words, fewer tokens of them.
testTruths("T3-natural-less-information", {
  "true by 5 SE": ["holds", (random) => information(random, { natural: 3 })],
  "false by 5 SE": ["fails", (random) => information(random, { natural: 9 })],
  "barely true": ["not fails", (random) => information(random, { natural: 4.99 })],
  "barely false": ["not holds", (random) => information(random, { natural: 5.01 })],
  "three texts": ["inconclusive", (random) => information(random, { natural: 4.9, texts: 3 })],
  "fewer nats and fewer tokens": [
    "fails",
    (random) => information(random, { natural: 1, naturalTokens: 4 }),
  ],
}, { draws: 400 });

// A printed capacity, 128 tokens: ours spread by 0.5 doublings around the middle one.
testTruths("T3-capacities", {
  "one cell true": ["inconclusive", (random) => longest(random, { middle: 80 })],
  "one cell far too short": ["fails", (random) => longest(random, { middle: 12 })],
  "one cell far too long": ["fails", (random) => longest(random, { middle: 400 })],
  // The longest of 50 texts lies about 2.2 deviations above the middle one.
  "as many as the longest of 50": ["not fails", (random) => longest(random, { middle: 60 })],
  "the middle text is what was meant": ["not fails", (random) => longest(random, { middle: 128 })],
  "five texts": ["inconclusive", (random) => longest(random, { middle: 12, texts: 5 })],
}, { draws: 400 });

// The same of the best of four sources.
testTruths("F1-best-capacities", {
  "one cell true": ["inconclusive", (random) => longest(random, { middle: 80 })],
  "one cell far too short": ["fails", (random) => longest(random, { middle: 10 })],
  "one cell far too long": ["fails", (random) => longest(random, { middle: 400 })],
  "the middle text is what was meant": ["not fails", (random) => longest(random, { middle: 128 })],
  "five texts": ["inconclusive", (random) => longest(random, { middle: 10, texts: 5 })],
}, { draws: 400 });

// Directions over sizes, of a ladder that the paper did not climb: both steps have to be there.
testTruths("T3-llama-grows", {
  "true by 5 SE": ["holds", (random) => ladder(random, { shift: 1.9 })],
  "false by 5 SE": ["fails", (random) => ladder(random, { shift: -1.3 })],
  "barely true": ["not fails", (random) => ladder(random, { shift: 0.01 })],
  "three texts": ["inconclusive", (random) => ladder(random, { shift: 0.3, texts: 3 })],
  "a size is missing": ["inconclusive", (random) => ladder(random, { shift: 1.3, sizes: 2 })],
}, { draws: 100 });

testTruths("T3-pythia-flat", {
  "true by 5 SE": ["holds", (random) => ladder(random, { shift: -1.3, family: pythias })],
  "false by 5 SE": ["fails", (random) => ladder(random, { shift: 1.8, family: pythias })],
  // A step of the grid from size to size is what the paper's own table has at most.
  "barely true": ["not fails", (random) => ladder(random, { shift: 0.45, family: pythias })],
  "a size is missing": [
    "inconclusive",
    (random) => ladder(random, { shift: -0.8, family: pythias, sizes: 2 }),
  ],
}, { draws: 100 });

const smollms = ["smollm2-135m", "smollm2-360m", "smollm2-1.7b"];
const pythias = ["pythia-70m", "pythia-160m", "pythia-410m"];

/** Random words and prose, 14 texts each; a true capacity `shift` doublings apart. */
function capacity(
  random: Stream,
  { shift, texts = 14 }: { shift: number; texts?: number },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["pg19", "random"].flatMap((source, side) =>
    Array.from({ length: texts }, (_, text) => {
      const middle = 5 + (side === 0 ? shift / 2 : -shift / 2);
      const holds = 2 ** (middle + 0.7 * z[side * texts + text]);
      return [8, 16, 32, 64].map((tokens) =>
        plantedFit({ text, source, tokens, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat()
  );
}

/** Llama-3.2-1B and Pythia-1.4B by name, 14 texts each; capacities `shift` doublings apart. */
function models(
  random: Stream,
  { shift, deviation = 0.7, texts = 14, middle = 6 }: {
    shift: number;
    deviation?: number;
    texts?: number;
    middle?: number;
  },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["llama-3.2-1b", "pythia-1.4b"].flatMap((id, side) =>
    Array.from({ length: texts }, (_, text) => {
      const own = middle + (side === 0 ? shift / 2 : -shift / 2);
      const holds = 2 ** (own + deviation * z[side * texts + text]);
      return finely.map((tokens) =>
        plantedFit({ text, tokens, model: { id }, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat()
  );
}

/** Natural text of three sources, the first `shift` doublings longer than the others. */
function sources(
  random: Stream,
  { shift, deviation = 0.5, texts = 28, middle = 6 }: {
    shift: number;
    deviation?: number;
    texts?: number;
    middle?: number;
  },
): JobRecord[] {
  return ["pg19", "fanfics", "generated"].flatMap((source, at) => {
    const z = normals(random, texts + texts % 2);
    return Array.from({ length: texts }, (_, text) => {
      const holds = 2 ** (middle + (at === 0 ? shift : 0) + deviation * z[text]);
      return finely.filter((_, i) => i % 4 === 0).map((tokens) =>
        plantedFit({ text, source, tokens, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat();
  });
}

/** Four lengths a doubling: the claim's range is half a doubling wide. */
const finely = Array.from({ length: 17 }, (_, i) => Math.round(2 ** (4 + i / 4)));

/** Random words come back at N = 8, prose at 16, neither at 32; nats a token scatter by text. */
function information(
  random: Stream,
  { natural, texts = 14, naturalTokens = 16 }: {
    natural: number;
    texts?: number;
    naturalTokens?: number;
  },
): JobRecord[] {
  const z = normals(random, 2 * texts);
  return ["pg19", "random"].flatMap((source, side) =>
    Array.from({ length: texts }, (_, text) =>
      [4, 8, 16, 32].map((tokens) => {
        const natsPerToken = (side === 0 ? natural : 10) + 1.2 * z[side * texts + text];
        const accuracy = tokens <= (side === 0 ? naturalTokens : 8) ? 1 : 0.5;
        return plantedFit({
          text,
          source,
          tokens,
          accuracy,
          informationNats: natsPerToken * tokens,
        });
      })).flat()
  );
}

/** Texts of Pythia-160M over Table 3's grid; the middle one holds so many tokens. */
function longest(
  random: Stream,
  { middle, texts = 16 }: { middle: number; texts?: number },
): JobRecord[] {
  const z = normals(random, texts);
  const model = { id: "pythia-160m" };
  return Array.from({ length: texts }, (_, text) => {
    const holds = middle * 2 ** (0.5 * z[text]);
    return [4, 8, 16, 32, 64, 90, 128, 181, 256, 512, 1024, 2048].map((tokens) =>
      plantedFit({ text, tokens, model, accuracy: tokens <= holds ? 1 : 0.5 })
    );
  }).flat();
}

/** Three sizes of model, 14 texts each; each holds `shift` doublings more than the one before. */
function ladder(
  random: Stream,
  { shift, texts = 14, sizes = 3, family = smollms }: {
    shift: number;
    texts?: number;
    sizes?: number;
    family?: readonly string[];
  },
): JobRecord[] {
  return family.slice(0, sizes).flatMap((id, size) => {
    const z = normals(random, texts + texts % 2);
    return Array.from({ length: texts }, (_, text) => {
      const holds = 2 ** (7 + (size - 1) * shift + 0.7 * z[text]);
      return [16, 64, 128, 256, 1024].map((tokens) =>
        plantedFit({ text, tokens, model: { id }, accuracy: tokens <= holds ? 1 : 0.5 })
      );
    }).flat();
  });
}
