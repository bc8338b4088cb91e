import type { Environment, JobRecord, RecipeJob } from "../../records/record.ts";
import { fold } from "../page/fold.ts";
import { type Markup, markup } from "../page/markup.ts";
import { sourceName } from "../../claims/words.ts";
import { singleFits } from "../readings/measured.ts";
import { bytes, count, duration } from "../readings/number_format.ts";
import { type Cell, renderTable } from "../tables/table.ts";

/** What was run on what: the run, the machine, and every model, text, recipe and engine by hash. */
export function environmentSection(
  environment: Environment,
  { records }: { records: readonly JobRecord[] },
): Markup {
  const jobs = singleFits(records).map(({ job }) => job);
  const fits = jobs.filter((job) => job.kind === "fit");
  return markup`<div class="columns">
${facts("The run", runFacts(environment))}
${facts("The machine", machineFacts(environment))}
</div>
${
    table("Models", ["model", "weights, sha256", "tokenizer, sha256"], [
      ...jobs.map((
        { model },
      ) => [model.id, hash(model.weightsSha256), hash(model.tokenizerSha256)]),
    ])
  }
<p class="note">Weights from: ${environment.weightsSource}</p>
${
    table("Engines", ["engine", "device", "numeric", "batch", "threads", "code, sha256"], [
      ...jobs.map(({ engine, codeSha256 }) => [
        engine.engine,
        engine.device,
        engine.numeric,
        engine.batch,
        engine.threads,
        hash(codeSha256),
      ]),
    ])
  }
${
    table("Recipes", ["recipe", "arrangement", "settings"], [
      ...fits.map(({ recipe, arrangement }) => [recipe.name, arrangement, settings(recipe)]),
    ])
  }
${
    table("Texts", ["text", "source", "N", "token ids, sha256"], [
      ...jobs.map((
        { text, tokens },
      ) => [text.id, sourceName(text), tokens, hash(text.tokenIdsSha256)]),
    ])
  }`;
}

function runFacts(environment: Environment): [string, Cell][] {
  return [
    ["Profile", environment.profile],
    ["Command", markup`<code>${environment.command}</code>`],
    ["Started", markup`<time datetime="${environment.startedAt}">${environment.startedAt}</time>`],
    ["Its last start took", duration(environment.elapsedSeconds)],
    [
      "Commit",
      environment.commit === null ? "unknown" : markup`<code>${environment.commit}</code>`,
    ],
    ["Code, sha256", hash(environment.codeSha256)],
  ];
}

function machineFacts(environment: Environment): [string, Cell][] {
  return [
    ["Processor", `${environment.cpu}, ${count(environment.cores)} cores`],
    ["Memory", bytes(environment.memoryBytes)],
    ["System", environment.os],
    ["Deno", `${environment.deno}, V8 ${environment.v8}`],
    ["ONNX Runtime", environment.onnxruntime],
    ...environment.devices.map(({ device, lastRanAtCommit }): [string, Cell] => [
      `Device ${device}`,
      lastRanAtCommit === null
        ? "never run"
        : markup`last run at commit <code>${lastRanAtCommit}</code>`,
    ]),
  ];
}

function facts(title: string, pairs: readonly [string, Cell][]): Markup {
  const lines = pairs.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return markup`<section><h3>${title}</h3><dl>${lines}</dl></section>`;
}

function table(caption: string, names: readonly string[], rows: readonly Cell[][]): Markup {
  const distinct = new Map(rows.map((row) => [JSON.stringify(row), row]));
  if (distinct.size === 0) return markup``;
  const numeric = new Set(["batch", "threads", "N"]);
  const listed = renderTable({
    caption,
    columns: names.map((name) => ({ name, numeric: numeric.has(name) })),
    rows: [...distinct.values()],
  });
  return fold(`${caption} (${count(distinct.size)})`, listed);
}

function settings({ name: _, ...fields }: RecipeJob["recipe"]): Markup {
  const print = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);
  return markup`${
    Object.entries(fields).map(([field, value]) =>
      markup`<span class="setting">${field} ${print(value)}</span> `
    )
  }`;
}

/** A hash in full, for comparing, breakable anywhere. */
function hash(sha256: string): Markup {
  return markup`<code class="hash">${sha256}</code>`;
}
