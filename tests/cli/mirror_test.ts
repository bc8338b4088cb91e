/** HF_ENDPOINT: another hub is used with the permissions that the tasks have. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findModel, MODELS } from "../../src/fixtures/mod.ts";
import { fakeHub } from "../fixtures/_fake_hub.ts";
import { assertClear, defaultModelFile, newFolder, runTask, skipped } from "./_run_task.ts";

const [weights] = findModel(MODELS.default).files;
const hubSource = findModel(MODELS.default).sources.find((source) => source.kind === "hub")!;
const FETCH = ["fetch", "--source", "hub"];

/** Where the hub is said to be, and how it is reached. The proxy knows the name, nobody else does. */
const PLACES: [where: string, env: (url: string) => Record<string, string>][] = [
  ["an address", (url) => ({ HF_ENDPOINT: url })],
  [
    "a name of its own, behind a proxy",
    (url) => ({ HF_ENDPOINT: "http://mirror.example", HTTP_PROXY: url, NO_PROXY: "" }),
  ],
];

for (const [where, env] of PLACES) {
  Deno.test(`fixtures fetch asks the hub that HF_ENDPOINT names: ${where}`, async () => {
    await using hub = fakeHub({});
    await using folder = await newFolder();
    const at = { cacheFolder: folder.path, env: env(hub.url) };
    const ended = await runTask("fixtures", FETCH, at);
    assertClear(ended, /not found \(404\): http:\/\/(127\.0\.0\.1:\d+|mirror\.example)\//);
    assert.doesNotMatch(ended.stderr, /allow-net/);
    assert.equal(ended.code, 3);
  });

  Deno.test({
    name: `fixtures fetch brings the default model from there${skipped}: ${where}`,
    ignore: defaultModelFile === null,
    fn: async () => {
      const content = await Deno.readFile(defaultModelFile!);
      const files = { [weights.hubPath ?? weights.name]: { content, large: true } };
      await using hub = fakeHub({
        [hubSource.repository]: { revision: hubSource.revision, files },
      });
      await using folder = await newFolder();
      const at = { cacheFolder: folder.path, env: env(hub.url) };
      const ended = await runTask("fixtures", FETCH, at);
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(ended.stderr, /, checked, from Hugging Face Hub /);
      const path = join(folder.path, "models", MODELS.default, weights.name);
      assert.equal((await Deno.stat(path)).size, content.length);
    },
  });
}
