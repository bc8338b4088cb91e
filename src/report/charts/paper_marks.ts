/**
 * The marks of the paper's values, to tell them from ours, which are filled: six outlines with a
 * hole (the inner path turns the other way), so that a shape is enough, in legends too.
 */
export const paperMarks = [
  "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM0.6,0A0.6,0.6,0,1,0,-0.6,0A0.6,0.6,0,1,0,0.6,0Z",
  "M-0.9,-0.9H0.9V0.9H-0.9ZM-0.5,-0.5V0.5H0.5V-0.5Z",
  "M0,-1.3L1.3,0L0,1.3L-1.3,0ZM0,-0.7L-0.7,0L0,0.7L0.7,0Z",
  "M0,-1.1L1.1,0.9H-1.1ZM0,-0.3L-0.5,0.6H0.5Z",
  "M0,1.1L-1.1,-0.9H1.1ZM0,0.3L0.5,-0.6H-0.5Z",
  "M-0.2,-1.1H0.2V-0.2H1.1V0.2H0.2V1.1H-0.2V0.2H-1.1V-0.2H-0.2Z",
] as const;

/** The marks of ours beside them. */
export const ownMarks = ["circle", "square", "diamond", "triangle-up", "triangle-down"] as const;
