import assert from "node:assert/strict";
import { graphicsCard } from "../../src/records/graphics_card.ts";

Deno.test("graphicsCard() reads the first card's name as the driver writes it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/0000:01:00.0`);
    await Deno.writeTextFile(
      `${folder}/0000:01:00.0/information`,
      "Model: \t\t NVIDIA A100-SXM4-80GB\nIRQ:   \t\t 45\n",
    );
    assert.equal(await graphicsCard(folder), "NVIDIA A100-SXM4-80GB");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("graphicsCard() knows none where there is no such driver", async () => {
  assert.equal(await graphicsCard("/no/such/folder"), null);
});
