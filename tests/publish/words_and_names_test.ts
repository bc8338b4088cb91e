import assert from "node:assert/strict";
import { environmentName } from "../../src/publish/environment_name.ts";
import { linkedFiles } from "../../src/publish/linked_files.ts";
import { runName } from "../../src/publish/run_name.ts";
import { todaysWord } from "../../src/publish/verdict_words.ts";

const startedAt = "2026-11-26T10:18:58.112Z";

const NAMES: [cpu: string, cores: number, card: string | null, name: string][] = [
  ["Intel(R) Xeon(R) Processor", 2, null, "2026-11-26-xeon-2-cores"],
  ["AMD EPYC", 2, null, "2026-11-26-epyc-2-cores"],
  ["AMD EPYC 7763 64-Core Processor", 4, null, "2026-11-26-epyc-7763-4-cores"],
  ["Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz", 12, null, "2026-11-26-core-i7-8700k-12-cores"],
  ["Apple M2 Pro", 10, null, "2026-11-26-apple-m2-pro-10-cores"],
  ["", 1, null, "2026-11-26-machine-1-core"],
  ["AMD EPYC", 16, "NVIDIA H200", "2026-11-26-epyc-16-cores-nvidia-h200"],
  ["../../etc", 2, null, "2026-11-26-etc-2-cores"],
];

for (const [cpu, cores, card, name] of NAMES) {
  Deno.test(`runName() makes ${name} of "${cpu}"`, () => {
    assert.equal(runName({ startedAt, cpu, cores, card }), name);
  });
}

Deno.test("environmentName() tells machines apart and versions not", () => {
  const os = "linux 6.18.44-fc-v657";
  assert.equal(
    environmentName({ cpu: "Intel(R) Xeon(R)  Processor", cores: 1, os }),
    "Intel Xeon Processor, 1 core, linux",
  );
  assert.equal(
    environmentName({ cpu: "AMD EPYC", cores: 2, os, card: "NVIDIA H200" }),
    "AMD EPYC, 2 cores, linux, NVIDIA H200",
  );
});

const WORDS: [verdict: string, kind: "direct" | "transfer" | "machinery", today: unknown][] = [
  ["reproduced", "direct", { word: "reproduced", reworded: false }],
  ["reproduced", "transfer", { word: "seen", reworded: true }],
  ["contradicted", "transfer", { word: "not seen", reworded: true }],
  ["contradicted", "machinery", { word: "runs", reworded: true }],
  ["inconclusive", "transfer", { word: "inconclusive", reworded: false }],
  ["seen", "transfer", { word: "seen", reworded: false }],
  ["plausible", "transfer", { word: null, reworded: false }],
];

for (const [verdict, kind, today] of WORDS) {
  Deno.test(`a ${kind} verdict printed as "${verdict}" is called what it means today`, () => {
    assert.deepEqual(todaysWord({ verdict, kind }), today);
  });
}

Deno.test("linkedFiles() lists what lies beside a page, and no script's strings", () => {
  const page = `<a href="charts/a.csv">x</a> <a href='#here'>y</a> <a href="#here">y</a>
<a class="x" href="https://example.invalid/a">z</a><img src="data:image/png;base64,AA">
<img src="b%20c.svg?x=1#y"><a href="charts/a.csv#top">again</a><a href="mailto:a@b">m</a>
<script>"<a href='no.csv'>" + '<a href="no.csv">'</script><a href="a.html?x=1&amp;y=2">q</a>`;
  assert.deepEqual(linkedFiles(page), ["a.html", "b c.svg", "charts/a.csv"]);
});
