import models from "../../fixtures/models.json" with { type: "json" };
import { sha256 } from "../records/canonical.ts";
import { published } from "../paper/mod.ts";
import { textsOf } from "../records/texts_of.ts";
import type { ClaimVerdict, Job, TextIdentity } from "../records/record.ts";

interface PublishedFile {
  readonly role: string;
  readonly name: string;
  readonly sha256: string | null;
}

/**
 * Published weights of the paper's models, by hash, since a name proves nothing. A model whose hash
 * fixtures/models.json does not pin yet cannot be told from another of its name and is left out.
 */
const paperWeights = new Set(
  models.models
    .filter(({ id }) => published.settings.models.some((model) => model.id === id))
    .map(({ files }) => identityOf(files))
    .filter((identity) => identity !== null),
);

/** The hash a job carries: of the one file, or of the list of several. */
function identityOf(files: readonly PublishedFile[]): string | null {
  const weights = files.filter(({ role }) => /^weights(\.|$)/.test(role));
  if (weights.length === 0 || weights.some((file) => file.sha256 === null)) return null;
  if (weights.length === 1) return weights[0].sha256;
  return sha256(weights.map((file) => `${file.sha256}  ${file.name}\n`).join(""));
}

/**
 * What a verdict from this job is worth: "direct" from the paper's own weights on texts of its own
 * sources, "machinery" from the project's tiny models, "transfer" from anything else.
 */
export function kindOf(job: Job): ClaimVerdict["kind"] {
  const { id, weightsSha256 } = job.model;
  if (paperWeights.has(weightsSha256) && textsOf(job).every(isPapers)) return "direct";
  return id.startsWith("tiny-") ? "machinery" : "transfer";
}

/** A stand-in is another text than the paper's, whatever it stands in for. */
function isPapers({ source, standIn }: TextIdentity): boolean {
  return standIn === undefined && published.settings.sources.some(({ id }) => id === source);
}
