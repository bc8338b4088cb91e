import { canonicalJson, sha256 } from "../../records/canonical.ts";
import { count, fields, listOf, namesOf, nullOr, oneOf, text } from "../../records/data_shape.ts";

export const bundleFormat = "onepass bundle 1";

/** What a bundle says of itself, in `manifest.json`. */
export interface BundleManifest {
  readonly format: string;
  readonly run: {
    readonly name: string;
    readonly startedAt: string;
    readonly command: string;
    readonly commit: string | null;
    /** Of the code that computed the records. */
    readonly codeSha256: string;
  };
  /** Of the code that judged them. */
  readonly judgingSha256: string;
  /** What packed it: the same files give the same bytes. */
  readonly packer: string;
  /** Every file but this one and SHA256SUMS. */
  readonly files: Readonly<Record<string, BundledFile>>;
  /** sha256 of the committed data that texts, jobs and verdicts rest on, by path. */
  readonly fixtures: Readonly<Record<string, string>>;
  /** Of all the rest of it. */
  readonly sha256: string;
}

export interface BundledFile {
  readonly bytes: number;
  readonly sha256: string;
  /** Short hashes of its blocks. */
  readonly blocks: readonly string[];
}

const manifest = fields({
  format: oneOf(bundleFormat),
  run: fields({
    name: text,
    startedAt: text,
    command: text,
    commit: nullOr(text),
    codeSha256: text,
  }),
  judgingSha256: text,
  packer: text,
  files: namesOf(fields({ bytes: count, sha256: text, blocks: listOf(text) })),
  fixtures: namesOf(text),
  sha256: text,
});

/** A manifest with the hash of what it says. */
export function sealed(content: Omit<BundleManifest, "sha256">): BundleManifest {
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

/** What keeps a value from being a manifest that is as it was written; null where nothing does. */
export function manifestFault(value: unknown): string | null {
  const fault = manifest(value, "");
  if (fault !== null) return fault;
  const { sha256: said, ...content } = value as BundleManifest;
  const own = sha256(canonicalJson(content));
  return said === own ? null : `its own sha256 is ${own}, it says ${said}`;
}

/** The lines of SHA256SUMS, which `sha256sum -c` reads. */
export function sumsOf(manifest: BundleManifest, manifestJson: Uint8Array): string {
  const sums: [string, string][] = Object.entries(manifest.files)
    .map(([file, { sha256 }]) => [file, sha256]);
  sums.push(["manifest.json", sha256(manifestJson)]);
  return sums.sort(([a], [b]) => a < b ? -1 : 1).map(([file, sum]) => `${sum}  ${file}\n`).join("");
}
