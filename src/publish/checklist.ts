import { divisionOf } from "../claims/division.ts";
import { textsOf } from "../records/texts_of.ts";
import type { RecipeJob, TextIdentity } from "../records/record.ts";
import type { PublishedRun } from "./published_run.ts";

/** An item of the checklist and what a run has to say to it. */
export interface ChecklistItem {
  readonly section: string;
  readonly item: string;
  readonly answer: "yes" | "partly" | "no" | "not applicable";
  /** What the answer rests on. */
  readonly evidence: string;
}

type Answered = Omit<ChecklistItem, "section">;

/**
 * The Machine Learning Reproducibility Checklist (version 2.0; Pineau et al., JMLR 22, 2021), its
 * items in our words and filled from a run: nothing is answered by hand.
 */
export function checklist(run: PublishedRun): ChecklistItem[] {
  const sections: Readonly<Record<string, readonly Answered[]>> = {
    "Models and algorithms": modelItems(run),
    "Theoretical claims": theoryItems(run),
    "Data": dataItems(run),
    "Code": codeItems(run),
    "Results": resultItems(run),
  };
  return Object.entries(sections).flatMap(([section, items]) =>
    items.map((item) => ({ section, ...item }))
  );
}

function modelItems({ records }: PublishedRun): Answered[] {
  const models = distinct(
    records.map(({ job: { model } }) =>
      `${model.id} (weights ${model.weightsSha256.slice(0, 12)}…)`
    ),
  );
  return [
    {
      item: "The setting, the algorithm and the model are described",
      answer: "yes",
      evidence: `docs/architecture.md and docs/method-and-bias.md; models by hash: ${
        listed(models)
      }`,
    },
    {
      item: "What it costs is stated",
      answer: "yes",
      evidence: "Steps and wall time of every fit are in its record; what a step costs is in " +
        "docs/performance.md",
    },
  ];
}

function theoryItems({ records }: PublishedRun): Answered[] {
  const certified =
    records.filter(({ job, outcome }) => job.kind === "equal outputs" && outcome === "measured")
      .length;
  return [{
    item: "Assumptions and proofs of what is proved are given",
    answer: "yes",
    evidence: certified === 0
      ? "docs/theorems.md; this run certifies none of it on a model"
      : `docs/theorems.md; certified on the model by ${counted(certified, "job")} of this run`,
  }];
}

function dataItems({ records, environment }: PublishedRun): Answered[] {
  const texts = new Map<string, TextIdentity>();
  for (const { job } of records) {
    for (const text of textsOf(job)) texts.set(`${text.id} ${text.tokenIdsSha256}`, text);
  }
  const bySource = Map.groupBy(texts.values(), ({ source }) => source);
  const counts = [...bySource].map(([source, some]) =>
    `${counted(new Set(some.map(({ id }) => id)).size, "text")} of ${source}`
  );
  const standIns = [...texts.values()].filter(({ standIn }) => standIn !== undefined).length;
  return [
    {
      item: "The data are described and counted",
      answer: texts.size > 0 ? "yes" : "not applicable",
      evidence: texts.size > 0
        ? `${
          listed(counts)
        }; ids and hashes of tokens in every record, origins in fixtures/texts.json`
        : "no job read a text",
    },
    {
      item: "What chose a recipe is kept apart from what measures it",
      answer: "yes",
      evidence: "Recipes and common starts come from tuning texts alone (docs/open-division.md); " +
        "no verdict rests on them",
    },
    {
      item: "What was left out or replaced is said",
      answer: "yes",
      evidence: standIns === 0
        ? "No record says that a text stands in for another"
        : `${counted(standIns, "target")} stand in for the paper's own, each says so in its job`,
    },
    {
      item: "The data can be had",
      answer: "yes",
      evidence: `Texts are committed or made from pinned seeds; weights from: ${
        environment.weightsSource || "files of one's own"
      }`,
    },
  ];
}

function codeItems({ environment }: PublishedRun): Answered[] {
  const { commit, codeSha256, deno, onnxruntime, command } = environment;
  const clean = commit !== null && !commit.endsWith("+changes");
  return [
    {
      item: "Dependencies are pinned",
      answer: "yes",
      evidence: `deno.json and deno.lock; ran on Deno ${deno}, ONNX Runtime ${onnxruntime}`,
    },
    {
      item: "The code that fitted and judged is named, and is a commit",
      answer: clean ? "yes" : "partly",
      evidence: `${
        commit === null
          ? "no commit is known"
          : clean
          ? `commit ${commit}`
          : `commit ${commit.replace("+changes", "")} with changes that are in no commit`
      }; computing code ${codeSha256.slice(0, 12)}…`,
    },
    {
      item: "One command makes the results again",
      answer: "yes",
      evidence: command,
    },
  ];
}

function resultItems(run: PublishedRun): Answered[] {
  const { records, claims, environment, study } = run;
  const jobs = records.filter(({ job }) => job.kind === "fit");
  const ended = (outcome: string) => jobs.filter((record) => record.outcome === outcome).length;
  const recipes = distinct(
    records.flatMap(({ job }) => "recipe" in job ? [named(job.recipe, job.engine.numeric)] : []),
  );
  const seeds = new Set(jobs.flatMap(({ job }) => job.kind === "fit" ? [job.seed] : [])).size;
  const judged = claims.filter(({ verdict }) => verdict !== "not run");
  const withInterval = judged.filter(({ ours }) => /\[.*\]/.test(ours ?? "")).length;
  const noisy =
    records.filter(({ warnings }) => warnings.some(({ kind }) => kind === "noisy timing")).length;
  return [
    {
      item: "Hyper-parameters, how they were chosen, and what else was tried",
      answer: "yes",
      evidence: `Every one is in the job of each record; recipes: ${listed(recipes)}; ` +
        (study === null || study.rungs.length === 0
          ? "what else was tried is in docs/open-division.md and docs/log.md"
          : `${counted(study.rungs.length, "round")} of comparing recipes in study.json`),
    },
    {
      item: "The exact number of runs",
      answer: "yes",
      evidence: `${counted(ended("measured"), "fit")} measured, ${ended("wrong")} wrong, ${
        ended("not run")
      } not run; ${counted(seeds, "seed")}`,
    },
    {
      item: "What is reported is defined",
      answer: claims.length === 0 ? "not applicable" : "yes",
      evidence: claims.length === 0
        ? "this run judges no claim of the paper"
        : "A file a claim in src/claims: its estimator and its rule; docs/method-and-bias.md",
    },
    {
      item: "Central tendency and variation",
      answer: judged.length === 0
        ? "not applicable"
        : withInterval === judged.length
        ? "yes"
        : "partly",
      evidence: judged.length === 0
        ? "no verdict but not run"
        : `${withInterval} of ${
          counted(judged.length, "verdict")
        } print an interval; every sample is ` +
          "in results.jsonl",
    },
    {
      item: "Time is stated, and what disturbed it",
      answer: "yes",
      evidence:
        `${Math.round(environment.elapsedSeconds).toLocaleString("en")} s of the last start ` +
        `of the run; ${counted(noisy, "record")} flagged as noisy timing`,
    },
    {
      item: "Energy is stated",
      answer: "no",
      evidence: "Nothing here measures it",
    },
    {
      item: "The machine is described",
      answer: "yes",
      evidence: `${environment.cpu}, ${environment.cores} cores, ${
        (environment.memoryBytes / 2 ** 30).toFixed(0)
      } GiB, ${environment.os}, ${environment.card ?? "no graphics card known"}`,
    },
  ];
}

function named(recipe: RecipeJob["recipe"], numeric: string): string {
  const division = divisionOf(recipe, { numeric });
  return `${recipe.name} (${division}, at most ${recipe.maxSteps.toLocaleString("en")} steps)`;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

const listed = (texts: readonly string[]) => texts.length === 0 ? "none" : texts.join(", ");

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
