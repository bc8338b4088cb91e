import type { PlannedExperiment } from "../experiments/mod.ts";
import type { PlannedFit } from "../experiments/plan_fit.ts";
import { type ModelSession, openSession } from "../harness/model_session.ts";
import type { ReadyToRun } from "../harness/ready_model.ts";
import { canonicalJson, sha256 } from "../records/canonical.ts";
import { commonStartsOf } from "../records/common_start.ts";
import type { Statements } from "./database.ts";
import { engineOf, type PlanningMachine, planSubmission, type Submission } from "./submission.ts";

/** A submission on this machine: its jobs by key, with all that they are computed from. */
export interface ReadySubmission {
  readonly submission: Submission;
  readonly machine: PlanningMachine;
  readonly fits: ReadonlyMap<string, PlannedFit>;
  readonly experiments: ReadonlyMap<string, PlannedExperiment>;
  /** By kind. */
  readonly restsOn: ReadonlyMap<string, readonly PlannedFit[]>;
}

/** What a worker keeps from job to job: plans, and one model at work. */
export interface Workshop extends Disposable {
  ready(submission: string): Promise<ReadySubmission>;
  /** The session of its model and engine; another model's is closed before it is opened. */
  session(ready: ReadySubmission): Promise<ModelSession>;
}

export function openWorkshop(
  database: Statements,
  { prepare, onLoaded }: {
    /** Gets a model to this machine. */
    readonly prepare: (model: string) => Promise<ReadyToRun>;
    readonly onLoaded: (model: string) => void;
  },
): Workshop {
  const submissions = new Map<string, Promise<ReadySubmission>>();
  const models = new Map<string, Promise<PlanningMachine>>();
  let open: { readonly of: string; readonly session: ModelSession } | null = null;
  const machineFor = async (model: string): Promise<PlanningMachine> => {
    const found = await prepare(model);
    return { ...found, starts: await commonStartsOf(found.ready) };
  };
  const plan = async (id: string): Promise<ReadySubmission> => {
    const submission = await readSubmission(id, database);
    const { model } = submission.profile;
    const machine = await once(models, model, () => machineFor(model));
    const { fits, experiments } = await planSubmission(submission, machine);
    return {
      submission,
      machine,
      fits: new Map(fits.map((fit) => [fit.key, fit])),
      experiments: new Map(
        experiments.flatMap(({ planned }) => planned.map((one) => [one.key, one])),
      ),
      restsOn: new Map(experiments.map(({ kind, restsOn }) => [kind, restsOn])),
    };
  };
  const close = () => {
    open?.session[Symbol.dispose]();
    open = null;
  };
  return {
    ready: (id) => once(submissions, id, () => plan(id)),
    async session({ machine: { ready }, submission: { engine } }) {
      const of = canonicalJson([ready.weights, engine]);
      if (open?.of === of && !open.session.closed) return open.session;
      close();
      open = { of, session: await openSession(ready, await engineOf(engine)) };
      onLoaded(ready.id);
      return open.session;
    },
    [Symbol.dispose]: close,
  };
}

/** What is being got is not got twice; what could not be got is tried anew. */
function once<T>(had: Map<string, Promise<T>>, name: string, get: () => Promise<T>): Promise<T> {
  const found = had.get(name) ?? get();
  had.set(name, found);
  found.catch(() => had.delete(name));
  return found;
}

async function readSubmission(id: string, database: Statements): Promise<Submission> {
  const [row] = await database.rows<{ content: string }>(
    `select content from onepass.submissions where id = $1`,
    [id],
  );
  if (row !== undefined && sha256(row.content) === id) return JSON.parse(row.content);
  throw new Error(
    `Cannot read submission ${id.slice(0, 12)}: ${
      row === undefined ? "there is none" : "it was changed"
    }; submit its profile again`,
  );
}
