import { codeSha256 } from "../records/code_sha256.ts";
import { storeIn } from "../records/store_care/store_files.ts";
import { storeSummary } from "../records/store_care/store_summary.ts";
import type { Talk } from "./_talk.ts";

/** Says why a run computes anew what its folder's store has: records of other code are not reused. */
export async function tellVersions(folder: string, talk: Talk): Promise<void> {
  const store = await storeIn(folder).catch(() => null);
  if (store === null) return;
  const current = await codeSha256();
  for (const { codeSha256: code, records } of (await storeSummary(store)).versions) {
    if (code === current) continue;
    talk.line(
      `Not reused: ${records} records of other code (${code.slice(0, 12)}, this is ` +
        `${
          current.slice(0, 12)
        }); they stay, as evidence of that version, and "deno task store ls ` +
        `${folder}" counts them`,
    );
  }
}
