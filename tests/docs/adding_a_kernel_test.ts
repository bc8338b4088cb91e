import assert from "node:assert/strict";
import { join } from "node:path";
import { followDoc } from "./follow_doc.ts";

Deno.test("docs/adding-a-kernel.md adds a kernel that the sweeps hold", async () => {
  await using followed = await followDoc("adding-a-kernel.md");
  const sweeps = followed.commands.at(-1)!.stdout;
  for (
    const swept of [
      "square, lowered plain, agrees with its reference",
      "square, lowered tuned, agrees with its reference",
      "square's gradient agrees with central differences",
      "square on TensorFlow.js cpu agrees with its reference",
      "square's gradient agrees with TensorFlow.js autodiff on cpu",
    ]
  ) assert.ok(sweeps.includes(`${swept} ... ok`), `${swept}\n${sweeps}`);
  const recorded = await Deno.readTextFile(
    join(followed.folder, "tests/kernels/lowering.snap.txt"),
  );
  assert.match(recorded, /^square: rank 3\n {2}x0 float \[2, 1, 3\].*\n.* = Mul\(x0, x0\)$/m);
});
