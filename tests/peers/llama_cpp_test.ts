import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { findLlamaCpp, MissingPeerError, startLlamaCpp } from "../../src/peers/mod.ts";

Deno.test("llama.cpp is found where its package and a GGUF file are, else the reason", async () => {
  const path = await Deno.makeTempDir();
  const folder = pathToFileURL(`${path}/`);
  try {
    const gguf = { weights: "/models/a.gguf", config: "/models/config.json" };
    assert.deepEqual(await findLlamaCpp({ "weights.1": "/models/a.safetensors" }, { folder }), {
      missing: 'it reads GGUF files, "a.safetensors" is none',
    });
    const none = await findLlamaCpp(gguf, { folder });
    assert.ok("missing" in none);
    assert.match(none.missing, /^there is no package node-llama-cpp; run: npm ci /);
    await Deno.mkdir(`${path}/node_modules/node-llama-cpp`, { recursive: true });
    await Deno.writeTextFile(
      `${path}/node_modules/node-llama-cpp/package.json`,
      '{"version":"1.2.3"}',
    );
    assert.deepEqual(await findLlamaCpp(gguf, { folder }), {
      gguf: "/models/a.gguf",
      version: "node-llama-cpp@1.2.3",
    });
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("llama.cpp is refused other weights before anything is started", async () => {
  await assert.rejects(startLlamaCpp("a.safetensors", { threads: 1, positions: 4 }), (error) => {
    assert.ok(error instanceof MissingPeerError);
    assert.match(error.message, /^Cannot run llama.cpp: it reads GGUF files/);
    return true;
  });
});
