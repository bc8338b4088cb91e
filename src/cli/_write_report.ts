import { dirname, join } from "node:path";
import { readEncoderData } from "../amortised/encoder_data.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { readBenchRows } from "../bench/bench_file.ts";
import type { ClaimVerdict, Environment, JobRecord } from "../records/record.ts";
import { readStudyData } from "../records/study_data.ts";
import { renderCharts, renderReport } from "../report/mod.ts";

/** A run as its folder keeps it. */
export interface RunOutcome {
  readonly records: readonly JobRecord[];
  readonly experiments: readonly JobRecord[];
  readonly claims: readonly ClaimVerdict[];
  readonly environment: Environment;
}

/** Writes the page, its charts and the data they are made of, each whole or not at all. */
export async function writeReport(folder: string, outcome: RunOutcome): Promise<void> {
  const { records, experiments, claims, environment } = outcome;
  const title = "Exploring the Hidden Capacity of LLMs for One-Step Text Generation";
  const bench = await readBenchRows(folder);
  const study = await readStudyData(folder);
  const encoder = await readEncoderData(folder);
  const files = await renderCharts({ records, experiments, bench, study, encoder });
  files.set(
    "results.jsonl",
    [...records, ...experiments].map((record) => JSON.stringify(record) + "\n").join(""),
  );
  files.set("claims.json", JSON.stringify(claims, null, 2) + "\n");
  files.set("environment.json", JSON.stringify(environment, null, 2) + "\n");
  const page = await renderReport({
    title,
    records,
    experiments,
    claims,
    environment,
    bench,
    study,
    encoder,
  });
  files.set("index.html", page);
  for (const [name, content] of files) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, content);
  }
}
