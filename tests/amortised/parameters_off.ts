import { initialParameters } from "../../src/amortised/mod.ts";
import { smallSizes } from "./small_encoder.ts";

/** Parameters that do not sit at a special point: rows of zeros would hide a wrong gradient. */
export function parametersOff() {
  const parameters = initialParameters(smallSizes, 5);
  for (const [at, values] of [...parameters.values()].entries()) {
    values.forEach((value, i) => values[i] = value + 0.05 * Math.sin(3 * at + i));
  }
  return parameters;
}
