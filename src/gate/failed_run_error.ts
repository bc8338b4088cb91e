/** A run that measured nothing that can be judged: it died, or said what is no number. */
export class FailedRunError extends Error {}
