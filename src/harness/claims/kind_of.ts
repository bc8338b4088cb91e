import models from "../../../fixtures/models.json" with { type: "json" };
import paperModels from "../../../fixtures/paper/settings.json" with { type: "json" };
import type { ClaimVerdict, ModelIdentity } from "../record.ts";

interface PublishedFile {
  readonly role: string;
  readonly sha256: string | null;
}

/** Published weight files of the paper's models, by hash: a name proves nothing. */
const paperWeights = new Set(
  models.models
    .filter(({ id }) => paperModels.models.some((model) => model.id === id))
    .flatMap(({ files }): readonly PublishedFile[] => files)
    .filter(({ role, sha256 }) => role === "weights" && sha256 !== null)
    .map(({ sha256 }) => sha256),
);

/**
 * What a verdict from this model is worth: "direct" from the paper's own weights, "machinery" from
 * the project's tiny models, "transfer" from any other pretrained model.
 */
export function kindOf({ id, weightsSha256 }: ModelIdentity): ClaimVerdict["kind"] {
  if (paperWeights.has(weightsSha256)) return "direct";
  return id.startsWith("tiny-") ? "machinery" : "transfer";
}
