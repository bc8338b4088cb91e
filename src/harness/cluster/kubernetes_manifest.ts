import type { ClusterPlan } from "./cluster_plan.ts";
import { sizingNotes } from "./sizing_notes.ts";

export interface ManifestOptions {
  readonly command: string;
  /** Has Deno, and where a GPU is asked for what its engine wants. */
  readonly image: string;
}

/**
 * A volume and three Jobs, the last two suspended: Kubernetes has no order between Jobs, and one that
 * waited in a container would hold its GPU meanwhile. The first lines say how they follow each other.
 */
export function kubernetesManifest(plan: ClusterPlan, options: ManifestOptions): string {
  const { profile, shards, flags, diskBytes } = plan;
  const name = `onepass-${profile}`;
  const run = `deno task reproduce ${flags.join(" ")} --out /onepass/out`;
  const shard = `exec ${run} --shard "$((JOB_COMPLETION_INDEX + 1))/${shards}"`;
  const report = `deno task store verify /onepass/out || true; exec ${run}`;
  const waits = ["fits", "rest"].map((job) =>
    `#   kubectl wait --for=condition=complete --timeout=-1s job/${name}-${job}`
  );
  const begins = ["rest", "report"].map((job) =>
    `#   kubectl patch job/${name}-${job} --type=strategic -p '{"spec":{"suspend":false}}'`
  );
  return `# Profile "${profile}" of Onepass as an indexed Job of ${shards} shards, and a report. Written by:
#   ${options.command}
# The volume has the project in /onepass/project, checked out; then, with this file applied:
${waits[0]}
${begins[0]}
${waits[1]}
${begins[1]}
# Where a shard failed for good its Job ends as failed, not complete: begin the next all the same.
#
${sizingNotes(plan, { task: "A shard" })}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: ${Math.ceil(1.2 * diskBytes / 1e9) + 1}Gi
---
${job(`${name}-fits`, { plan, ...options, script: shard, shards })}
---
# The same once more: what rests on fits of other shards finds them in the store now.
${job(`${name}-rest`, { plan, ...options, script: shard, shards, suspended: true })}
---
# Reuses all of that, times decoding, judges the claims.
${job(`${name}-report`, { plan, ...options, script: report, suspended: true })}
`;
}

interface JobOptions extends ManifestOptions {
  readonly plan: ClusterPlan;
  readonly script: string;
  /** Indexes of the Job. Default: it has none. */
  readonly shards?: number;
  readonly suspended?: boolean;
}

function job(
  name: string,
  { plan, script, image, shards, suspended = false }: JobOptions,
): string {
  const { profile, cpus, gpus, memoryBytes, limitSeconds } = plan;
  const resources = (indent: string) =>
    [
      `cpu: "${cpus}"`,
      `memory: ${Math.ceil(memoryBytes / 1e9)}G`,
      ...gpus > 0 ? [`nvidia.com/gpu: "${gpus}"`] : [],
    ].map((line) => indent + line).join("\n");
  const retries = shards === undefined ? "  backoffLimit: 3" : `  completionMode: Indexed
  completions: ${shards}
  parallelism: ${shards}
  backoffLimitPerIndex: 3`;
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
  suspend: ${suspended}
${retries}
  podFailurePolicy:
    rules:
      # A node that goes away is no fault of the pod's.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
  template:
    spec:
      restartPolicy: Never
      # What is being fitted is kept before the pod ends.
      terminationGracePeriodSeconds: 120
      activeDeadlineSeconds: ${limitSeconds}
      containers:
        - name: onepass
          image: ${image}
          workingDir: /onepass/project
          command: [/bin/sh, -c]
          args:
            - ${JSON.stringify(script)}
          env:
            - name: ONEPASS_CACHE
              value: /onepass/cache
            - name: DENO_DIR
              value: /onepass/deno
            - name: HF_TOKEN
              valueFrom:
                secretKeyRef:
                  name: onepass
                  key: HF_TOKEN
                  optional: true
          resources:
            requests:
${resources("              ")}
            limits:
${resources("              ")}
          volumeMounts:
            - name: onepass
              mountPath: /onepass
      volumes:
        - name: onepass
          persistentVolumeClaim:
            claimName: onepass-${profile}`;
}
