import assert from "node:assert/strict";
import { lastSentence } from "../../src/cli/_last_sentence.ts";
import { newFolder, runTask } from "./_run_task.ts";

Deno.test("doctor says of every thing in one line whether it works, and why not", async () => {
  await using folder = await newFolder();
  const env = { HF_TOKEN: "hf_secret" };
  const { code, stdout, stderr } = await runTask("doctor", [], { cacheFolder: folder.path, env });
  const lines = stdout.trimEnd().split("\n");
  for (const line of lines) {
    assert.match(line, /^(yes|no|-) +\S/);
    assert.ok(line.length < 180, line);
  }
  assert.match(stdout, /^yes +Deno +\d+\.\d+\.\d+ on /m);
  assert.match(stdout, /^yes +ONNX Runtime on cpu +ran$/m);
  assert.match(
    stdout,
    /^no +smollm2-135m-\S+ +\S+ is missing; "deno task fixtures fetch" gets it$/m,
  );
  assert.match(stdout, /^(yes|no|-) +last fit on cuda +(never|\d{4}-\d\d-\d\d at \w+)/m);
  assert.match(stdout, /^(yes|no|-) +last fit on webgpu on SwiftShader +/m);
  assert.match(stdout, /^- +B and threads of fits +none measured yet: /m);
  assert.match(stdout, /^yes +HF_TOKEN +set: /m);
  assert.doesNotMatch(stdout, /hf_secret/);
  assert.equal(stderr, "");
  assert.equal(code, 0);
});

Deno.test("doctor --json gives the same as objects", async () => {
  await using folder = await newFolder();
  const { code, stdout } = await runTask("doctor", ["--json"], { cacheFolder: folder.path });
  const findings = JSON.parse(stdout) as { what: string; works: boolean | null; detail: string }[];
  assert.equal(findings.find(({ what }) => what === "ONNX Runtime on cpu")?.works, true);
  assert.equal(findings.find(({ what }) => what === "HF_TOKEN")?.works, null);
  assert.equal(code, 0);
});

/** What native libraries said, and what is left of it. */
const MESSAGES: [message: string, left: string][] = [
  [
    "Cannot compile graph on onnxruntime webgpu: /onnxruntime_src/core/webgpu_context.cc:136 " +
    "onnxruntime::webgpu::Initialize(const Config&)::<lambda()> adapter_result.status == " +
    "wgpu::Success was false. Failed to get a WebGPU adapter: No supported adapters",
    "Failed to get a WebGPU adapter: No supported adapters",
  ],
  [
    "Cannot compile graph on onnxruntime cuda: OrtSessionOptionsAppendExecutionProvider_Cuda: " +
    "Failed to load shared library",
    "Failed to load shared library",
  ],
  ["No such device.\n    at native code", "No such device"],
  ["x".repeat(200), `${"x".repeat(120)}…`],
];

for (const [message, left] of MESSAGES) {
  Deno.test(`lastSentence() leaves "${left.slice(0, 40)}"`, () => {
    assert.equal(lastSentence(message), left);
  });
}
