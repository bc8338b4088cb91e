import assert from "node:assert/strict";
import {
  checks,
  type Finding,
  lintPaper,
  type Paper,
  published,
  type PublishedTable,
} from "../../src/paper/mod.ts";

/** A finding, sums it must show (worked by hand), and a paper in which nothing is amiss. */
const cases: readonly {
  readonly id: string;
  readonly shows: readonly string[];
  readonly mended: Paper;
}[] = [
  {
    id: "captions-swapped",
    shows: ["N+1 inputs − N targets = 1 unscored", "N inputs − N targets = 0 unscored"],
    mended: {
      ...published,
      table1: {
        ...published.table1,
        captions: published.table1.captions.map((caption) => ({
          ...caption,
          captionSaysFirstOutputIsScored: caption.inputs === caption.targets,
        })),
      },
    },
  },
  {
    // a/2 + b = 0.45 and a/4 + b = 0.2986 give b = 0.1472.
    id: "one-token-scheme-at-two",
    shows: ["about 15 %", "= 0.147", "13.7 to 15.8 %"],
    mended: {
      ...published,
      table1: {
        ...published.table1,
        values: changed(published.table1, {
          where: { arrangement: "[e]×N", tokens: 2 },
          // All texts at 0 or ½: 90 % at ½.
          to: { value: 0.45, deviation: 0.15 },
        }),
      },
    },
  },
  {
    // 0.147 of 50 texts are 7.
    id: "perfect-without-repeat",
    shows: ["= 0.147", "13.7 to 15.8 %", "about 7 of 50 texts with t1 = t2"],
    mended: {
      ...published,
      table1: {
        ...published.table1,
        values: changed(published.table1, {
          where: { arrangement: "[e]×N", tokens: 2 },
          // One text of 50 perfect, the others at ½: 0.51 ± 0.07.
          to: { value: 0.51, deviation: 0.07 },
        }),
      },
    },
  },
  {
    id: "below-always-attainable",
    shows: [
      "[e]×N at N = 2: 0.45 + 0.005 < 1/2 = 0.5",
      "[e]×N at N = 4: 0.17 + 0.005 < 1/4 = 0.25",
      "[e]×N/2[m]×N/2 at N = 4: 0.12 + 0.005 < 1/4 = 0.25",
    ],
    mended: {
      ...published,
      table1: {
        ...published.table1,
        values: published.table1.values.map((one) => ({
          ...one,
          value: Math.max(one.value!, 1 / Number(one.at.tokens)),
        })),
      },
    },
  },
  {
    id: "restarts-not-enough",
    shows: ["e shared by 256: 0.99 ± 0.02"],
    mended: {
      ...published,
      table2: {
        ...published.table2,
        values: changed(published.table2, {
          where: { overSeeds: "max" },
          to: { deviation: 0.005 },
        }),
      },
    },
  },
  {
    id: "shared-capacity-disagrees",
    shows: ["1.00 ≥ 0.99 at N = 256 in groups of 256", "capacity 181 < 256"],
    mended: withCapacity({ source: "pg19", mShared: true, model: "llama-3.2-1b" }, 256),
  },
  {
    id: "maximum-below-capacity",
    shows: ["362 / 256 = 1.41"],
    mended: withCapacity({ source: "pg19", mShared: false, model: "llama-3.2-1b" }, 256),
  },
  {
    id: "capacity-off-grid",
    shows: [
      "92, 131, 167, 288",
      "pythia-410m, random, m not shared: 90 < 92 < 128",
      "pythia-1.4b, fanfics, m not shared: 128 < 131 < 181",
      "llama-3.2-3b, fanfics, m shared: 256 < 288 < 362",
      "pythia-410m, pg19, m not shared: 128 < 167 < 181",
    ],
    mended: {
      ...published,
      settings: {
        ...published.settings,
        lengthGrids: published.settings.lengthGrids.map((grid) => ({
          ...grid,
          tokens: [...grid.tokens, 92, 131, 167, 288].sort((a, b) => a - b),
        })),
      },
    },
  },
  {
    id: "information-per-token",
    shows: [
      "llama-3.1-8b, random: 1309.4 / 256 = 5.11 at 256 tokens < 2974.4 / 512 = 5.81 at 512",
      "pythia-410m, fanfics: 82.3 / 45 = 1.83 at 45 tokens < 395.4 / 128 = 3.09 at 128",
    ],
    mended: withInformationPerToken(2.5),
  },
  {
    id: "larger-holds-no-more",
    shows: ["random, m shared: Llama-3.2-3B 256 ≥ Llama-3.1-8B 256", "362 ≥ Llama-3.1-8B 362"],
    mended: withStatement("c-llama", null),
  },
  {
    id: "exact-or-nearly",
    shows: ["N = 724: 7 errors pass", "N = 128: 1 error passes"],
    mended: { ...published, figure1: { ...published.figure1, wording: "at least 0.99" } },
  },
  {
    id: "lossless-or-nearly",
    shows: ["exact below N = 100", "N = 724: 7 errors pass"],
    mended: { ...published, settings: { ...published.settings, successAccuracy: 1 } },
  },
  {
    id: "teacher-forced-capacity",
    shows: ["llama-3.1-8b: 1568 tokens at 0.99 let 15 errors pass", "after 98 tokens"],
    mended: withStatement("autoregressive-capacity", null),
  },
  {
    id: "throughput-average-or-maximum",
    shows: ["279×", "up to"],
    mended: withStatement("throughput-up-to", 500),
  },
  {
    // ln(68/6) / ln 4, ln(106/10) / ln 4, ln(129/10) / ln 4; ln(215/60) / ln 2.
    id: "fitting-time-slope",
    shows: [
      "Pythia 160M: 1.75 over all lengths",
      "Pythia 410M: 1.70 over all lengths",
      "Pythia 1.4B: 1.84 over all lengths",
      "Llama-3.1-8B: ln(215/60) / ln(512/256) = 1.84",
    ],
    mended: withStatement("e", 2),
  },
  {
    id: "around-200-seconds",
    shows: ["215 and 261", "261 / 200 − 1 = 30.5 %", "215 / 200 − 1 = 7.5 %"],
    mended: {
      ...published,
      table4: {
        ...published.table4,
        values: changed(published.table4, { where: { tokens: 512 }, to: { value: 200 } }),
      },
    },
  },
  {
    id: "times-of-unreached-lengths",
    shows: ["llama-3.2-3b at N = 512: random reaches 362, leaving 3 of 4 data sets"],
    mended: {
      ...published,
      settings: {
        ...published.settings,
        sources: published.settings.sources.filter(({ natural }) => natural),
      },
    },
  },
  {
    id: "level-of-information",
    shows: ["high-level information in one section and low-level information in another"],
    mended: withStatement("information-low-level", null),
  },
];

for (const { id, shows, mended } of cases) {
  Deno.test(`lint-paper finds ${id} and shows its arithmetic`, () => {
    const finding = one(lintPaper(published), id);
    assert.ok(finding.places.length > 0 && finding.arithmetic.length > 0);
    const text = [finding.message, ...finding.arithmetic].join("\n");
    for (const sum of shows) assert.ok(text.includes(sum), `want "${sum}" in:\n${text}`);
  });

  Deno.test(`lint-paper is silent about ${id} where the numbers agree`, () => {
    assert.deepEqual(lintPaper(mended).filter((finding) => finding.id === id), []);
  });
}

Deno.test("lint-paper has a test for every check", () => {
  assert.deepEqual(lintPaper(published).map(({ id }) => id), cases.map(({ id }) => id));
  assert.equal(checks.length, cases.length);
});

Deno.test("lint-paper prints one finding a line, and the same as JSON", async () => {
  const lines = await printed([]);
  assert.equal(lines.length, cases.length);
  for (const [i, { id, shows }] of cases.entries()) {
    assert.ok(lines[i].startsWith(`${id} (`) && lines[i].includes(shows[0]), lines[i]);
  }
  const json: Finding[] = JSON.parse((await printed(["--json"])).join("\n"));
  assert.deepEqual(json, lintPaper(published));
});

function one(findings: readonly Finding[], id: string): Finding {
  const found = findings.filter((finding) => finding.id === id);
  assert.equal(found.length, 1, `${id}: ${found.length} findings`);
  return found[0];
}

type Change = {
  readonly where: Readonly<Record<string, unknown>>;
  readonly to: { readonly value?: number; readonly deviation?: number };
};

function changed(table: PublishedTable, { where, to }: Change): PublishedTable["values"] {
  return table.values.map((one) => {
    const meant = one.value !== null &&
      Object.entries(where).every(([name, wanted]) =>
        name === "quantity" ? one.quantity === wanted : one.at[name] === wanted
      );
    return meant ? { ...one, ...to } : one;
  });
}

function withCapacity(at: Change["where"], value: number): Paper {
  const where = { ...at, quantity: "capacityTokens" };
  const values = changed(published.table3, { where, to: { value } });
  return { ...published, table3: { ...published.table3, values } };
}

/** As if H were of the very prefixes C counts. */
function withInformationPerToken(nats: number): Paper {
  const capacities = published.table3.values.filter(({ quantity }) =>
    quantity === "capacityTokens"
  );
  const values = capacities.flatMap((one) => [
    one,
    { ...one, quantity: "informationNats", value: one.value! * nats },
  ]);
  return { ...published, table3: { ...published.table3, values } };
}

/** The statement with another number, or left out. */
function withStatement(id: string, value: number | null): Paper {
  const statements = value === null
    ? published.statements.filter((statement) => statement.id !== id)
    : published.statements.map((one) => one.id === id ? { ...one, value } : one);
  return { ...published, statements };
}

/** The lines the command prints on stdout, run without any permission. */
async function printed(args: readonly string[]): Promise<string[]> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "src/cli/lint_paper.ts", ...args],
    cwd: new URL("../../", import.meta.url),
    stderr: "inherit",
  }).output();
  assert.equal(code, 0);
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}
