import { claimsNamed, narrowProfile } from "../harness/plan_claims.ts";
import { loadProfile } from "../harness/load_profile.ts";
import { ofParts, partsOf, type Profile } from "../harness/profile.ts";
import { usage, UsageError } from "./_run_command.ts";

/** Flags that say which jobs of a profile are wanted, and how large they are. */
export interface ProfileFlags {
  readonly profile: string;
  readonly model?: string;
  readonly claims?: string;
  readonly experiments?: string;
  readonly source?: string;
  readonly batch?: number;
  readonly threads?: number;
  readonly budget?: number;
}

interface EngineFlags {
  readonly engine: string;
  readonly device?: string;
}

/** The profile as the flags narrow it. */
export async function wantedProfile(flags: ProfileFlags): Promise<Profile> {
  const chosen = await loadProfile(flags.profile, {
    experiments: flags.experiments?.split(","),
  }).catch((error) => {
    throw new UsageError(error.message);
  });
  const { model, source, budget = chosen.budgetSeconds } = flags;
  const narrowed = usage(() => {
    const claims = flags.claims === undefined ? undefined : claimsNamed(flags.claims);
    return narrowProfile(chosen, { claims, source, model });
  });
  const { batch, threads = narrowed.threads } = flags;
  const parts = partsOf(narrowed).map((part) => batch === undefined ? part : { ...part, batch });
  return { ...ofParts(parts), threads, budgetSeconds: budget };
}

/** The command that makes the same numbers again; neither the output folder nor the shard matters for that. */
export function reproduceLine(flags: ProfileFlags & EngineFlags): string {
  const { profile, model, engine, device, budget, claims, experiments, source } = flags;
  const { batch, threads } = flags;
  const options = [
    `--profile ${profile}`,
    claims && `--claims ${claims}`,
    experiments && `--experiments ${experiments}`,
    source && `--source ${source}`,
    model && `--model ${model}`,
    engine !== "onnxruntime" && `--engine ${engine}`,
    device && `--device ${device}`,
    batch !== undefined && `--batch ${batch}`,
    threads !== undefined && `--threads ${threads}`,
    budget !== undefined && `--budget ${budget}`,
  ];
  return ["deno task reproduce", ...options.filter(Boolean)].join(" ");
}
