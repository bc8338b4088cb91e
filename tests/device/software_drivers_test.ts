import assert from "node:assert/strict";
import { join } from "node:path";
import { hasOnlySoftwareDrivers } from "../../src/device/software_drivers.ts";
import { newFolder } from "../cli/_run_task.ts";

const named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].filter((name) => Deno.env.get(name));
const skipped = named.length === 0 ? "" : ` (skipped: ${named} is set)`;

for (
  const [what, manifests, want] of [
    ["Mesa's alone", ["lvp_icd.x86_64.json"], true],
    ["Mesa's beside a card's", ["lvp_icd.x86_64.json", "nvidia_icd.json"], false],
    ["a card's alone", ["radeon_icd.x86_64.json"], false],
    ["none", [], false],
    ["what is no manifest", ["README"], false],
  ] as const
) {
  Deno.test({
    name: `hasOnlySoftwareDrivers() of ${what} is ${want}${skipped}`,
    ignore: named.length > 0,
    async fn() {
      await using folder = await newFolder();
      for (const name of manifests) await Deno.writeTextFile(join(folder.path, name), "{}");
      const folders = [folder.path, join(folder.path, "absent")];
      assert.equal(await hasOnlySoftwareDrivers(folders), want);
    },
  });
}
