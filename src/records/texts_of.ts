import type { Job, TextIdentity } from "./record.ts";

/** Every text that a job is about, of whatever kind it is. */
export function textsOf(job: Job): readonly TextIdentity[] {
  switch (job.kind) {
    case "held-out m":
      return [...job.trainingTexts, ...job.texts];
    case "certificate":
      return job.solutions.map(({ text }) => text);
    case "group fit":
    case "distances":
      return job.texts;
    case "equal outputs":
      return [];
    default:
      return [job.text];
  }
}
