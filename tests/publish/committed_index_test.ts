import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readDeviceChecks, readPublishedRuns, renderReportsIndex } from "../../src/publish/mod.ts";

const reports = fileURLToPath(new URL("../../reports/", import.meta.url));

Deno.test("reports/index.html is of the committed runs; deno task publish --index writes it", async () => {
  const committed = await Deno.readTextFile(join(reports, "index.html"));
  const page = renderReportsIndex(
    await readPublishedRuns(reports),
    await readDeviceChecks(reports),
  );
  // Thousands of characters would be printed otherwise.
  assert.ok(committed === page, 'it is not: run "deno task publish --index"');
});
