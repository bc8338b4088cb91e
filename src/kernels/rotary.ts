import { apply, type Dense, type Kernel, reject, sameShape, type Value } from "../graph/mod.ts";

interface RotaryAttributes {
  /** true turns the other way: the adjoint, and the inverse. */
  readonly inverse: boolean;
}

/**
 * Rotary position embedding in the half-split layout: x [B, H, N, d], cos and sin [N, r/2] →
 * [B, H, N, d]. Components i and i + r/2 of the first r turn by the angle of (position, i); the
 * other d − r stay. Su et al. 2021; the split is Hugging Face's.
 */
export function rotary(x: Value, { cos, sin }: { cos: Value; sin: Value }): Value {
  return apply(rotaryKernel, [x, cos, sin], { inverse: false })[0];
}

export const rotaryKernel: Kernel<RotaryAttributes> = {
  name: "rotary",
  shape([x, cos, sin]) {
    const [n, half] = cos.shape;
    const fits = x.shape.length === 4 && x.shape[2] === n && 2 * half <= x.shape[3] &&
      cos.shape.length === 2 && sameShape(sin.shape, cos.shape) && x.dtype === "float32";
    if (!fits) reject("rotary", [x, cos, sin], "[B, H, N, d] and twice [N, r/2] with r ≤ d");
    return [x];
  },
  reference([x, cos, sin], { inverse }) {
    const [, , n, d] = x.shape;
    const half = cos.shape[1];
    const out: Dense = { shape: x.shape, data: x.data.slice() };
    for (let row = 0; row * d < x.data.length; row++) {
      for (let i = 0; i < half; i++) {
        const angle = (row % n) * half + i;
        const [c, s] = [cos.data[angle], inverse ? -sin.data[angle] : sin.data[angle]];
        const [a, b] = [x.data[row * d + i], x.data[row * d + i + half]];
        out.data[row * d + i] = a * c - b * s;
        out.data[row * d + i + half] = b * c + a * s;
      }
    }
    return [out];
  },
  gradient({ inputs: [, cos, sin], arriving: [g], needed, attributes: { inverse } }) {
    if (needed[1] || needed[2]) {
      throw new TypeError('Cannot differentiate "rotary": angles are fixed');
    }
    return [apply(rotaryKernel, [g!, cos, sin], { inverse: !inverse })[0], undefined, undefined];
  },
  lower({ inputs: [x, cosine], names: [name, cos, sin], to, attributes: { inverse } }) {
    const [, heads, , d] = x.shape;
    const half = cosine.shape[1];
    if (to.style === "tuned") {
      const turned = inverse ? to.emit("Neg", [sin])[0] : sin;
      const turning = 2 * half < d ? 2 * half : 0; // 0: all of d
      return to.emit("RotaryEmbedding", [name, to.integers([0]), cos, turned], {
        domain: "com.microsoft",
        attributes: { interleaved: 0, num_heads: heads, rotary_embedding_dim: turning },
      });
    }
    const cut = (from: number, until: number) =>
      to.emit("Slice", [name, to.integers([from]), to.integers([until]), to.integers([3])])[0];
    const [a, b] = [cut(0, half), cut(half, 2 * half)];
    const times = (left: string, right: string) => to.emit("Mul", [left, right])[0];
    const [minus, plus] = inverse ? ["Add", "Sub"] : ["Sub", "Add"];
    const parts = [
      to.emit(minus, [times(a, cos), times(b, sin)])[0],
      to.emit(plus, [times(b, cos), times(a, sin)])[0],
    ];
    if (2 * half < d) parts.push(cut(2 * half, d));
    return to.emit("Concat", parts, { attributes: { axis: 3 } });
  },
  tolerance: { absolute: 1e-5, relative: 1e-5 },
};
