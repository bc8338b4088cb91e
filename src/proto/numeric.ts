/**
 * What a fit's products with the weights are taken in. "int8-dynamic" takes those of its gradient
 * in int8, gradients quantised as they come; the forward pass, and so every loss and every hit,
 * stays float32's, and the vectors that come out are a float32 solution.
 */
export type Numeric = "float32" | "int8-dynamic";

/** @throws RangeError where there is no such mode */
export function numericNamed(name: string): Numeric {
  if (name === "float32" || name === "int8-dynamic") return name;
  throw new RangeError(`Cannot use numeric mode "${name}": known are float32 and int8-dynamic`);
}

/** The closed division is float32 throughout: the paper's own recipe takes no other mode. */
export function numericOf(recipe: string, wish: Numeric): Numeric {
  return recipe === "paper" ? "float32" : wish;
}
