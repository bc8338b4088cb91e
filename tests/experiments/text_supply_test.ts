import assert from "node:assert/strict";
import { textSupply } from "../../src/experiments/text_supply.ts";
import { targetsOf } from "../../src/experiments/text_targets.ts";
import { planFit } from "../../src/experiments/plan_fit.ts";
import { context, sources } from "./tiny_run.ts";

const wanted = { source: "pg19", count: 3 } as const;
const offline = () => Promise.reject(new Error("Cannot reach the Hub"));

Deno.test("published texts are the paper's dataset, downloaded once, and stand in for nothing", async () => {
  const asked: string[] = [];
  const supply = textSupply({ published: true, download: rows(asked) });
  const texts = await supply(wanted);
  assert.deepEqual(texts.map(({ id, standIn }) => [id, standIn]), [
    ["pg19-chunk-0", undefined],
    ["pg19-chunk-1", undefined],
    ["pg19-chunk-2", undefined],
  ]);
  assert.deepEqual(await supply({ ...wanted, count: 2 }), texts.slice(0, 2));
  assert.equal(asked.length, 1);
});

Deno.test("where the dataset cannot be had, the committed texts say what they stand in for", async () => {
  const told: [string, string][] = [];
  const supply = textSupply({
    published: true,
    download: offline,
    onStandIn: (...what) => told.push(what),
  });
  const texts = await supply(wanted);
  assert.deepEqual(await supply(wanted), texts);
  for (const { standIn } of texts) assert.match(standIn!, /in place of the PG-19 validation/);
  assert.deepEqual(told, [["pg19", "Cannot reach the Hub"]]);
});

Deno.test("a supply that is not asked for published texts downloads none of PG-19", async () => {
  const texts = await textSupply({ download: offline })(wanted);
  assert.match(texts[0].standIn!, /in place of/);
});

Deno.test("a few committed texts are of as many books as there are, and more of them begin so", async () => {
  const supply = textSupply({ download: offline });
  const twelve = (await supply({ source: "pg19", count: 12 })).map(({ id }) => id);
  const book = (id: string) => id.split("-")[1];
  const six = ["alice", "bryant", "milton", "moby", "sawyer", "whitman"];
  assert.deepEqual(twelve.slice(0, 6).map(book).sort(), six);
  assert.deepEqual(twelve.slice(6).map(book).sort(), six);
  assert.equal(new Set(twelve).size, 12);
  const three = (await supply({ source: "pg19", count: 3 })).map(({ id }) => id);
  assert.deepEqual(three, twelve.slice(0, 3));
});

Deno.test("words from elsewhere than the paper's list stand in for it, told once", async () => {
  const told: string[] = [];
  const supply = textSupply({ download: offline, onStandIn: (source) => told.push(source) });
  for (const words of ["glove", "glove", "english"] as const) {
    const [text] = await supply({ source: "random", count: 1, words });
    assert.match(text.standIn!, /in place of GloVe/);
  }
  assert.deepEqual(told, ["random"]);
});

Deno.test("a job says which text it had, and has another key for a stand-in", async () => {
  const how = { recipe: "open", arrangement: "[e][m]×(N−1)", seed: 1 } as const;
  const [text] = await targetsOf({ source: "pg19", texts: 1 }, 4, sources);
  const job = planFit(text, how, context);
  assert.match(job.job.text.standIn!, /in place of/);
  const { standIn: _, ...own } = text;
  const other = planFit(own, how, context);
  assert.ok(!("standIn" in other.job.text));
  assert.notEqual(job.key, other.key);
  const [written] = await targetsOf({ source: "written", texts: 1 }, 4, sources);
  assert.ok(!("standIn" in planFit(written, how, context).job.text));
});

/** The dataset's server, with a text of two sentences in every row. */
function rows(asked: string[]) {
  return (url: string) => {
    asked.push(url);
    const { searchParams } = new URL(url);
    const [offset, length] = ["offset", "length"].map((name) => Number(searchParams.get(name)));
    const answer = {
      rows: Array.from({ length }, (_, i) => ({
        row: { text: `Row ${offset + i} begins. Row ${offset + i} ends here.` },
        truncated_cells: [],
      })),
    };
    return Promise.resolve(new TextEncoder().encode(JSON.stringify(answer)));
  };
}
