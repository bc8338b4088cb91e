/**
 * What every kernel is tried on: edge shapes and edge values, one table for all sweeps. A kernel
 * that is missing here fails the sweeps.
 */
import {
  filled,
  ids,
  integers,
  type KernelCase,
  normal,
  pads,
  parts,
  positive,
  range,
  rotaryCase,
} from "./kernel_case.ts";

const plain = { transposeA: false, transposeB: false, scale: 1 };

export const cases: Readonly<Record<string, readonly KernelCase[]>> = {
  add: [
    { about: "equal shapes", inputs: [normal([2, 3]), normal([2, 3])] },
    { about: "a row over rank 4", inputs: [normal([2, 3, 2, 4]), normal([4])] },
    { about: "both broadcast", inputs: [normal([2, 1, 3, 1]), normal([4, 1, 5])] },
    { about: "a scalar", inputs: [normal([]), normal([3])] },
    {
      about: "a causal mask",
      inputs: [normal([1, 2, 2, 2]), filled([2, 2], [0, -Infinity, 0, 0])],
      trainable: [], // The sum is −Infinity whatever x is: nothing to difference.
    },
    { about: "size 1", inputs: [normal([1, 1]), normal([1])] },
  ],
  argMax: [
    { about: "rank 1", inputs: [normal([7])] },
    { about: "rank 4", inputs: [normal([2, 1, 3, 5])] },
    { about: "the first of equals", inputs: [filled([2, 4], [1, 3, 3, 2, -1, -1, -1, -1])] },
    { about: "one element a row", inputs: [normal([3, 1])] },
    { about: "an infinite score", inputs: [filled([1, 3], [-Infinity, -1e30, -Infinity])] },
  ],
  concat: [
    { about: "first axis", inputs: [normal([2, 3]), normal([1, 3])], attributes: { axis: 0 } },
    {
      about: "three parts on an inner axis of rank 4",
      inputs: [normal([2, 1, 3, 2]), normal([2, 1, 1, 2]), normal([2, 1, 2, 2])],
      attributes: { axis: 2 },
    },
    { about: "last axis", inputs: [normal([2, 1]), normal([2, 3])], attributes: { axis: 1 } },
    { about: "integers", inputs: [integers([2], 9), integers([3], 9)], attributes: { axis: 0 } },
  ],
  expand: [
    { about: "an inner axis", inputs: [normal([2, 1, 3])], attributes: { shape: [2, 4, 3] } },
    { about: "new leading axes", inputs: [normal([3])], attributes: { shape: [2, 1, 3] } },
    { about: "a scalar", inputs: [normal([])], attributes: { shape: [2, 2] } },
  ],
  gatherRows: [
    { about: "rows in any order, some twice", inputs: [normal([5, 3]), integers([6], 5)] },
    { about: "ids of rank 2", inputs: [normal([4, 2]), integers([2, 3], 4)] },
    { about: "one row", inputs: [normal([1, 1]), integers([1], 1)] },
  ],
  gelu: [
    { about: "rank 3", inputs: [normal([2, 3, 4])] },
    { about: "large magnitudes", inputs: [filled([8], [-1e4, -30, -6, -1e-6, 0, 6, 30, 1e4])] },
  ],
  geluGradient: [
    { about: "rank 3", inputs: [normal([2, 3, 4]), normal([2, 3, 4])] },
    {
      about: "large magnitudes",
      inputs: [filled([8], [-1e4, -30, -6, -1e-6, 0, 6, 30, 1e4]), normal([8])],
    },
  ],
  layerNorm: [
    {
      about: "rank 2",
      inputs: [normal([3, 8]), normal([8]), normal([8])],
      attributes: { epsilon: 1e-5 },
      trainable: [0],
    },
    {
      about: "rank 3, large values far from zero",
      inputs: [normal([2, 2, 5], { scale: 100, shift: 1000 }), normal([5]), normal([5])],
      attributes: { epsilon: 1e-5 },
      trainable: [0],
    },
    {
      about: "a row of equals, where epsilon alone divides",
      inputs: [filled([1, 4], [2, 2, 2, 2]), normal([4]), normal([4])],
      attributes: { epsilon: 1e-5 },
      trainable: [],
    },
  ],
  layerNormGradient: [
    {
      about: "rank 2",
      inputs: [normal([3, 8]), normal([8]), normal([3, 1]), positive([3, 1]), normal([3, 8])],
    },
    {
      about: "rank 3",
      inputs: [
        normal([2, 1, 5]),
        normal([5]),
        normal([2, 1, 1]),
        positive([2, 1, 1]),
        normal([2, 1, 5]),
      ],
    },
  ],
  linear: [
    {
      about: "three rows",
      inputs: [normal([3, 4]), normal([5, 4]), normal([5])],
      trainable: [0],
    },
    { about: "size 1", inputs: [normal([1, 1]), normal([1, 1]), normal([1])], trainable: [0] },
  ],
  matMul: [
    { about: "flat", inputs: [normal([2, 3]), normal([3, 4])], attributes: plain },
    {
      about: "flat, both transposed and scaled",
      inputs: [normal([3, 2]), normal([4, 3])],
      attributes: { transposeA: true, transposeB: true, scale: -0.5 },
    },
    {
      about: "flat, the first transposed",
      inputs: [normal([3, 2]), normal([3, 4])],
      attributes: { ...plain, transposeA: true },
    },
    { about: "rank 4", inputs: [normal([2, 1, 2, 3]), normal([2, 1, 3, 2])], attributes: plain },
    {
      about: "rank 4, keys transposed and scaled",
      inputs: [normal([2, 2, 3, 4]), normal([2, 2, 5, 4])],
      attributes: { ...plain, transposeB: true, scale: 0.25 },
    },
    {
      about: "rank 4, the first transposed",
      inputs: [normal([1, 2, 3, 2]), normal([1, 2, 3, 4])],
      attributes: { ...plain, transposeA: true },
    },
    {
      about: "rank 3, both transposed",
      inputs: [normal([2, 3, 2]), normal([2, 4, 3])],
      attributes: { ...plain, transposeA: true, transposeB: true },
    },
    {
      about: "leading axes broadcast both ways",
      inputs: [normal([2, 1, 2, 3]), normal([3, 3, 1])],
      attributes: plain,
    },
    {
      about: "leading axes broadcast, both transposed",
      inputs: [normal([1, 3, 2]), normal([2, 2, 4, 3])],
      attributes: { ...plain, transposeA: true, transposeB: true },
    },
    {
      about: "one matrix for a whole batch, on the left",
      inputs: [normal([4, 2]), normal([3, 2, 5])],
      attributes: plain,
    },
    { about: "size 1", inputs: [normal([1, 1, 1]), normal([1, 1])], attributes: plain },
    {
      about: "a long sum",
      inputs: [normal([1, 700]), normal([700, 2])],
      attributes: plain,
      trainable: [],
    },
  ],
  multiply: [
    { about: "equal shapes", inputs: [normal([2, 3]), normal([2, 3])] },
    { about: "a column over rank 3", inputs: [normal([2, 3, 4]), normal([3, 1])] },
    { about: "both broadcast", inputs: [normal([3, 1, 2]), normal([2, 1, 4, 1])] },
    { about: "a scalar", inputs: [normal([]), normal([1, 2])] },
  ],
  pad: [
    { about: "both sides", inputs: [normal([2, 3])], attributes: pads(1, 1, 2) },
    { about: "before, rank 4", inputs: [normal([1, 2, 3, 2])], attributes: pads(2, 3, 0) },
    { about: "nothing", inputs: [normal([2])], attributes: pads(0, 0, 0) },
  ],
  reduceSum: [
    { about: "last axis", inputs: [normal([2, 3, 4])], attributes: { axes: [2] } },
    { about: "two axes apart", inputs: [normal([2, 3, 4, 2])], attributes: { axes: [0, 2] } },
    { about: "all of one element", inputs: [normal([1, 1])], attributes: { axes: [0, 1] } },
    {
      about: "a long sum",
      inputs: [normal([1, 3000])],
      attributes: { axes: [1] },
      trainable: [],
    },
  ],
  reshape: [
    { about: "merging axes", inputs: [normal([2, 3, 4])], attributes: { shape: [6, 4] } },
    { about: "to a scalar", inputs: [normal([1, 1])], attributes: { shape: [] } },
    { about: "integers", inputs: [integers([2, 3], 9)], attributes: { shape: [6] } },
  ],
  rmsNorm: [
    {
      about: "rank 2",
      inputs: [normal([3, 8]), normal([8])],
      attributes: { epsilon: 1e-5 },
      trainable: [0],
    },
    {
      about: "rank 3, large values",
      inputs: [normal([2, 2, 5], { scale: 1e4 }), normal([5])],
      attributes: { epsilon: 1e-6 },
      trainable: [0],
    },
    {
      about: "a row of zeros, where epsilon alone divides",
      inputs: [filled([2, 3], [0, 0, 0, 1e-2, -1e-2, 2e-2]), normal([3])],
      attributes: { epsilon: 1e-2 },
      trainable: [0],
    },
    {
      about: "width 1",
      inputs: [normal([3, 1]), normal([1])],
      attributes: { epsilon: 0.5 },
      trainable: [0],
    },
  ],
  rmsNormGradient: [
    {
      about: "rank 2",
      inputs: [normal([3, 8]), normal([3, 8]), normal([8]), positive([3, 1]), normal([3, 8])],
    },
    {
      about: "rank 3",
      inputs: [
        normal([2, 2, 5]),
        normal([2, 2, 5]),
        normal([5]),
        positive([2, 2, 1]),
        normal([2, 2, 5]),
      ],
    },
  ],
  rotary: [
    rotaryCase("all of the head", { x: [2, 3, 4, 6], half: 3, inverse: false }),
    rotaryCase("all of the head, back", { x: [2, 3, 4, 6], half: 3, inverse: true }),
    rotaryCase("a quarter of the head", { x: [1, 2, 3, 16], half: 2, inverse: false }),
    rotaryCase("a quarter of the head, back", { x: [2, 2, 3, 16], half: 2, inverse: true }),
    rotaryCase("one position", { x: [1, 1, 1, 2], half: 1, inverse: false }),
  ],
  scale: [
    { about: "a fraction", inputs: [normal([2, 3])], attributes: { factor: 1 / 3 } },
    { about: "a negative whole number", inputs: [normal([])], attributes: { factor: -2 } },
  ],
  silu: [
    { about: "rank 3", inputs: [normal([2, 3, 4])] },
    { about: "large magnitudes", inputs: [filled([7], [-1e4, -88, -20, 0, 20, 88, 1e4])] },
  ],
  siluGradient: [
    { about: "rank 3", inputs: [normal([2, 3, 4]), normal([2, 3, 4]), normal([2, 3, 4])] },
    {
      about: "large magnitudes",
      inputs: [filled([7], [-1e4, -88, -20, 0, 20, 88, 1e4]), normal([7]), normal([7])],
    },
  ],
  slice: [
    { about: "an inner range", inputs: [normal([2, 5])], attributes: range(1, 1, 4) },
    { about: "first axis, rank 4", inputs: [normal([3, 1, 2, 2])], attributes: range(0, 1, 2) },
    { about: "all of it", inputs: [normal([2, 2])], attributes: range(1, 0, 2) },
    { about: "integers", inputs: [integers([4], 9)], attributes: range(0, 2, 4) },
  ],
  softmax: [
    { about: "rank 2", inputs: [normal([3, 5])] },
    { about: "rank 4", inputs: [normal([2, 1, 2, 4])] },
    { about: "one element a row", inputs: [normal([3, 1])] },
    {
      about: "a causal mask",
      inputs: [filled([2, 3], [0.3, -Infinity, -Infinity, -0.2, 1.1, -Infinity])],
    },
    {
      about: "large magnitudes",
      inputs: [filled([3, 3], [1e4, 1e4 - 1, -1e4, -3e38, 0, 3e38, -1e4, -1e4, -1e4])],
      trainable: [],
    },
  ],
  softmaxGradient: [
    { about: "rank 2", inputs: [normal([3, 5]), normal([3, 5])] },
    { about: "rank 4", inputs: [normal([2, 1, 2, 4]), normal([2, 1, 2, 4])] },
    {
      about: "a certain row, a masked place",
      inputs: [filled([2, 2], [1, 0, 0.25, 0.75]), normal([2, 2], { scale: 100 })],
    },
  ],
  split: [
    {
      about: "last axis in three",
      inputs: [normal([2, 1, 2, 6])],
      attributes: parts(3, [2, 2, 2]),
    },
    { about: "first axis in unequal two", inputs: [normal([4, 3])], attributes: parts(0, [3, 1]) },
    { about: "a middle axis", inputs: [normal([2, 5, 3])], attributes: parts(1, [1, 3, 1]) },
    { about: "size 1 each", inputs: [normal([2])], attributes: parts(0, [1, 1]) },
  ],
  transpose: [
    { about: "two axes", inputs: [normal([2, 3])], attributes: { permutation: [1, 0] } },
    {
      about: "heads out of rows",
      inputs: [normal([2, 3, 2, 4])],
      attributes: { permutation: [0, 2, 1, 3] },
    },
    {
      about: "a cycle, its inverse another",
      inputs: [normal([2, 3, 4])],
      attributes: { permutation: [2, 0, 1] },
    },
    { about: "integers", inputs: [integers([2, 3], 9)], attributes: { permutation: [1, 0] } },
  ],
  vocabularyCrossEntropy: [
    {
      about: "four positions",
      inputs: [normal([4, 6]), normal([11, 6]), integers([4], 11)],
      trainable: [0],
    },
    {
      about: "one position, one token",
      inputs: [normal([1, 2]), normal([1, 2]), ids([1], [0])],
      trainable: [0],
    },
    {
      // Logits 0 and ±1000: P of the target is exp(−2000), far below the smallest float32.
      about: "a target whose probability underflows",
      inputs: [filled([2, 1], [1000, -1000]), filled([3, 1], [1, 0, -1]), ids([2], [2, 0])],
      trainable: [0],
    },
    {
      about: "a certain target",
      inputs: [filled([1, 1], [1000]), filled([3, 1], [1, 0, -1]), ids([1], [0])],
      trainable: [0],
    },
    {
      about: "equal logits",
      inputs: [filled([1, 2], [0, 0]), normal([5, 2]), ids([1], [3])],
      trainable: [0],
    },
  ],
  vocabularyCrossEntropyGradient: [
    {
      about: "four positions",
      inputs: [positive([4, 11]), normal([11, 6]), integers([4], 11), normal([4])],
    },
    {
      about: "one position, one token",
      inputs: [positive([1, 1]), normal([1, 2]), ids([1], [0]), normal([1])],
    },
  ],
};
