import { canonicalJson } from "../../records/canonical.ts";
import type {
  ControlJob,
  ControlVariant,
  HeldOutJob,
  HeldOutResult,
  TextOutcome,
} from "../../records/experiment_records.ts";
import { measured } from "../../records/measured.ts";
import type { JobRecord, Measured } from "../../records/record.ts";

/** What is other than in the plain fit. */
export type ControlName =
  | Exclude<ControlVariant, "none">
  | "held-out shared m"
  | "held-out random m";

/** A text fitted with one thing changed, and its plain fit: same text, seed, recipe, engine. */
export interface ControlPair {
  readonly control: ControlName;
  /** What is compared within: "tiny-llama, [e][m]×N, N = 4, open recipe of at most 9 steps". */
  readonly setting: string;
  readonly text: string;
  readonly seed: number;
  readonly plain: TextOutcome;
  readonly changed: TextOutcome;
  /** Makes both again. */
  readonly command: string;
}

/** Whether a record is one of a control, whatever came of it. */
export function isControl({ job: { kind } }: JobRecord): boolean {
  return kind === "control" || kind === "held-out m";
}

/** Every measured pair, in the order of the records. A control without its plain fit has none. */
export function controlPairs(experiments: readonly JobRecord[]): ControlPair[] {
  return [
    ...besidePlain(measured(experiments, "control")),
    ...measured(experiments, "held-out m").flatMap(besideFree),
  ];
}

function besidePlain(records: readonly Measured<"control">[]): ControlPair[] {
  const plain = new Map(
    records.filter(({ job }) => job.variant === "none").map((one) => [alikeBut(one.job), one]),
  );
  return records.flatMap(({ job, result, command }): ControlPair[] => {
    const beside = plain.get(alikeBut(job));
    if (job.variant === "none" || beside === undefined) return [];
    return [{
      control: job.variant,
      setting: settingOf(job),
      text: job.text.id,
      seed: job.seed,
      plain: beside.result,
      changed: result,
      command,
    }];
  });
}

/** All of a job but what a control changes. */
function alikeBut({ variant: _, settings: __, ...others }: ControlJob): string {
  return canonicalJson(others);
}

/** The plain fit of a held-out text is the one whose m is free. */
function besideFree({ job, result, command }: Measured<"held-out m">): ControlPair[] {
  const pairs = (control: ControlName, of: keyof HeldOutResult["texts"][number]) =>
    result.texts.map((text, i): ControlPair => ({
      control,
      setting: settingOf(job),
      text: job.texts[i].id,
      seed: job.seed,
      plain: text["free m"],
      changed: text[of],
      command,
    }));
  return [...pairs("held-out shared m", "shared m"), ...pairs("held-out random m", "random m")];
}

function settingOf({ model, arrangement, tokens, recipe }: ControlJob | HeldOutJob): string {
  const { name, maxSteps } = recipe;
  return `${model.id}, ${arrangement}, N = ${tokens}, ${name} recipe of at most ${maxSteps} steps`;
}
