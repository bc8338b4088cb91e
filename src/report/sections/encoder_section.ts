import type { EncoderData, MeasuredEncoder } from "../../amortised/encoder_data.ts";
import type { EncoderOrigin } from "../../amortised/encoder_origin.ts";
import type { FittedLength } from "../../amortised/fitted_windows.ts";
import { judgedTokens, starts } from "../../amortised/measurement.ts";
import { textsSeen } from "../../amortised/texts_seen.ts";
import { commandsOf } from "../charts/chart.ts";
import type { EncoderChart } from "../charts/encoder_charts.ts";
import { placeOf } from "../charts/encoder_steps_chart.ts";
import { renderCommands, renderFigures } from "../charts/figure.ts";
import { type Markup, markup } from "../page/markup.ts";
import { type EncoderSetting, encoderSettings } from "../readings/encoder_settings.ts";
import {
  encoderVerdict,
  judged,
  ratioFigure,
  ruleConditions,
  spanOf,
} from "../readings/encoder_verdict.ts";
import { count, counted, duration, figure } from "../readings/number_format.ts";
import { renderTable, type Table } from "../tables/table.ts";

/** How far a map from a text to its proto-tokens comes without fitting. No claim rests on it. */
export function encoderSection(
  data: EncoderData,
  { charts }: { readonly charts: readonly EncoderChart[] },
): Markup {
  return markup`<p>A network maps a text straight to its proto-tokens, and the frozen model says it in
one pass: nothing is fitted. It is trained ${trainedDown(data)}, on books of which nothing is
measured. This is <b>open</b>: the paper hopes for such a map and measures none, and no verdict on a
claim rests on anything here.</p>
${encoderSettings(data).map(settingPart)}
${figureGrids(charts, data)}
${renderTable(speedTable(data))}
<p class="note">The nearest fitted text is that of the fitted training texts with most tokens in common
at the same places; the common start is where fits begin, whatever the text; ridge regression goes from
the text’s embeddings to e, with the common start’s m. Speeds are of one text at a time, in turns, on
the machine of this page.</p>`;
}

function trainedDown({ encoders }: EncoderData): string {
  const losses = new Set(encoders.map(({ origin }) => origin?.run.loss ?? "cross-entropy"));
  const names = {
    "cross-entropy": "the fit’s own loss",
    distance: "distances to fitted solutions",
  };
  return `against ${[...losses].map((loss) => names[loss]).join(", or ")}`;
}

/** What one N has beside each other; of several, each kind of chart with its panels in a row. */
function figureGrids(charts: readonly EncoderChart[], { encoders }: EncoderData): Markup[] {
  const grids = Map.groupBy(
    charts,
    ({ kind }) => encoders.length > 1 ? kind : "all",
  );
  // Their commands stand with the tables.
  return [...grids.values()].map((own) => renderFigures(own, { commands: false }));
}

function settingPart(setting: EncoderSetting): Markup {
  const { encoders } = setting;
  return markup`${verdictPart(setting)}
${renderTable(ruleTable(setting))}
${renderTable(stepsTable(setting))}
${encoders.map(trainedPart)}
${renderCommands(commandsOf(encoders))}`;
}

/** The verdict in words, at the length that the rule names. */
function verdictPart({ model, arrangement, encoders }: EncoderSetting): Markup {
  const one = judged(encoders);
  const where = `${model}, ${arrangement}`;
  if (one === null) {
    return markup`<p>${where}: the rule, written before any training that counts, judges at
N = ${judgedTokens}, which was not measured here; what follows is said by the same words at other
lengths.</p>`;
  }
  const { name, because } = encoderVerdict(one.measured);
  return markup`<p><b>${name}</b>, by the rule that was written before any training that counts:
${where}, N = ${judgedTokens}, prose. ${because}</p>`;
}

/** Every condition of the rule at every length. */
function ruleTable({ model, arrangement, encoders }: EncoderSetting): Table {
  const columns = encoders.map(({ measured }) => ruleConditions(measured));
  const verdicts = encoders.map(({ measured }) => encoderVerdict(measured).verdict);
  return {
    caption: `The rule on held-out prose, ${model}, ${arrangement}`,
    columns: [
      { name: "what" },
      { name: "wanted" },
      ...encoders.map(({ measured: { tokens } }) => ({
        name: tokens === judgedTokens ? `N = ${tokens}` : `N = ${tokens}, beside it`,
      })),
    ],
    rows: [
      ...columns[0].map(({ what, wanted }, at) => [
        what,
        wanted,
        ...columns.map((own) => `${own[at].got}: ${own[at].met ? "met" : "not met"}`),
      ]),
      [markup`<b>so it is</b>`, "", ...verdicts.map((verdict) => markup`<b>${verdict}</b>`)],
    ],
  };
}

/** Medians and ratios of steps to exact. */
function stepsTable({ encoders }: EncoderSetting): Table {
  return {
    caption: "Steps to exact, recipe best from three places",
    columns: [
      { name: "N", numeric: true },
      { name: "from" },
      { name: "texts", numeric: true },
      { name: "exact", numeric: true },
      { name: "budget", numeric: true },
      { name: "median steps", numeric: true },
      { name: "encoder ÷ this", numeric: true },
      { name: "[95 %]", numeric: true },
    ],
    rows: encoders.flatMap(({ measured: { tokens, steps } }) => {
      const ratios = {
        encoder: null,
        "common start": steps.againstCommon,
        "N(0,1)": steps.againstNormal,
      };
      return starts.map((start) => {
        const ratio = ratios[start];
        return [
          tokens,
          placeOf(start),
          count(steps.texts.length),
          count(steps.exact[start]),
          count(steps.budget),
          figure(steps.median[start]),
          ratio && ratioFigure(ratio.estimate),
          ratio && spanOf(ratio, ratioFigure),
        ];
      });
    }),
  };
}

/** What an encoder and its baselines cost. */
function trainedPart({ measured: { tokens, bank }, origin }: MeasuredEncoder): Markup {
  return markup`<p>N = ${tokens}: ${
    origin === null
      ? "where the encoder comes from is not kept with it."
      : trainedSentence(origin, tokens)
  } The baselines
had ${counted(bank.texts, "fitted text")} of the training books, ${count(bank.exact)} of them exact,
which cost ${counted(bank.textSteps, "pass")}.</p>
${origin !== null && renderCommands([origin.command])}`;
}

function trainedSentence(origin: EncoderOrigin, tokens: number): string {
  const { parameters, steps, elapsedSeconds, plans = [], run } = origin;
  const { sizes: { lengths }, settings: { tokensPerStep, seed }, books } = run;
  const fits = run.fitted?.find((length) => length.tokens === tokens);
  const seen = textsSeen({ step: steps, tokens }, { lengths, tokensPerStep });
  const shared = lengths.length > 1 ? `, which is for N = ${lengths.join(", ")},` : "";
  const lengthened = plans.slice(1).map(({ fromStep, steps }) =>
    ` At step ${count(fromStep)} the run was told to go on to step ${count(steps)}.`
  );
  return `the encoder${shared} has ${counted(parameters, "parameter")} and saw ` +
    `${counted(seen, "text")} of ${tokens} tokens from ${counted(books.length, "book")} ` +
    `(${origin.package}, seed ${seed}): ${counted(steps, "step")} in ${duration(elapsedSeconds)}.` +
    (fits === undefined ? "" : fittedSentence(fits)) +
    lengthened.join("");
}

/** What went before training where the loss is the distance. */
function fittedSentence({ fitted, whole, passes }: FittedLength): string {
  return ` These were drawn from ${counted(whole, "window")} that came back whole of ` +
    `${count(fitted)} fitted, which cost ${counted(passes, "pass")} beforehand; its loss is the ` +
    "distance to their solutions.";
}

/** What a text takes by encoding and one pass, and token by token. */
function speedTable({ encoders }: EncoderData): Table {
  const timed = encoders.flatMap(({ speed, model, threads }) =>
    speed === null ? [] : [{ ...speed, model, threads }]
  );
  return {
    caption: "Tokens a second: encoding and one pass, against greedy decoding of as many",
    columns: [
      { name: "model" },
      { name: "N", numeric: true },
      { name: "threads", numeric: true },
      { name: "encode and pass", numeric: true },
      { name: "token by token", numeric: true },
      { name: "ratio", numeric: true },
      { name: "[95 %]", numeric: true },
    ],
    rows: timed.map((one) => [
      one.model,
      one.tokens,
      one.threads,
      figure(one.encodeAndPassTokensPerSecond),
      figure(one.autoregressiveTokensPerSecond),
      `${figure(one.ratio.estimate)}×`,
      spanOf(one.ratio, figure),
    ]),
  };
}
