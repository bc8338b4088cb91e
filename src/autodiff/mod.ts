/** Reverse-mode differentiation of graphs: the gradient is more graph. @module */
export { gradients } from "./gradients.ts";
