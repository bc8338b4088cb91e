import assert from "node:assert/strict";
import { resolve } from "node:path";
import { goOnLine } from "../../src/cli/_go_on_line.ts";
import { usualOut } from "../../src/cli/_usual_out.ts";

const flags = { profile: "smoke", engine: "onnxruntime", out: usualOut };
const smoke = "deno task reproduce --profile smoke";

/** Flags beside the usual ones, and what they add to the line. */
const LINES: [flags: Partial<Parameters<typeof goOnLine>[0]>, more: string][] = [
  [{}, ""],
  [{ out: resolve("reports", "latest") }, ""],
  [{ out: "runs/a/" }, " --out runs/a"],
  [{ out: resolve("runs/a") }, " --out runs/a"],
  [{ out: "/elsewhere/b" }, " --out /elsewhere/b"],
  [{ out: "runs/it's mine" }, " --out 'runs/it'\\''s mine'"],
  [
    { batch: 4, shard: { at: 2, of: 8 }, out: "runs/a" },
    " --batch 4 --shard 2/8 --out runs/a",
  ],
  [{ modelFile: "weights/a.safetensors" }, " --model-file weights/a.safetensors"],
];

for (const [given, more] of LINES) {
  Deno.test(`${JSON.stringify(given)} goes on with "${more.trim()}"`, () => {
    assert.equal(goOnLine({ ...flags, ...given }), smoke + more);
  });
}
