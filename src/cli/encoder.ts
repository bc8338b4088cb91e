/**
 * `deno task encoder`: trains the network that maps a text to its proto-tokens, and measures it.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { trainingLosses, trainingSettings } from "../amortised/mod.ts";
import { measuringCommand } from "../bench/bench_file.ts";
import { type EncoderMeasureFlags, measureForCommand } from "./_encoder_measure.ts";
import { defaultFittedTexts, type EncoderTrainFlags, trainForCommand } from "./_encoder_train.ts";
import { command, runCommand, wholeNumber } from "./_run_command.ts";

/** Runs the command line `args` and gives its exit status. */
export async function encoder(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const call = {
    again: measuringCommand(args, { task: "encoder" }),
    signal: interrupt.signal,
  };
  const program = command("encoder", "Train and measure the map from a text to its proto-tokens");
  const part = (name: string, about: string) =>
    program.command(name).description(about).exitOverride()
      .option("--model <id>", "model", "tiny-llama")
      .option("--arrangement <name>", "order of the proto-tokens", "[e][m]×(N−1)");
  const { learningRate, tokensPerStep } = trainingSettings;
  const losses = trainingLosses.join(" or ");
  part("train", "train an encoder on books that nothing is measured on")
    .option("--tokens <lengths>", "N, or several: 8,16,32", lengths, [8])
    .option("--loss <name>", `what it is trained down: ${losses}`, "cross-entropy")
    .option(
      "--fitted-texts <n>",
      `texts of each length that are fitted for --loss distance (default: ${defaultFittedTexts})`,
      wholeNumber(1),
    )
    .option("--hours <h>", "how long, reckoned from the first steps", positive, 2)
    .option("--steps <n>", "how many steps, in place of --hours", wholeNumber(1))
    .option("--hidden <n>", "components of the residual stream", wholeNumber(1), 768)
    .option("--blocks <n>", "residual blocks", wholeNumber(0), 2)
    .option("--rate <x>", "highest learning rate", positive, learningRate)
    .option("--step-tokens <n>", "tokens of a step's texts", wholeNumber(1), tokensPerStep)
    .option("--seed <n>", "seed of parameters and texts", wholeNumber(0), 1)
    .option("--threads <n>", "threads of the engine", wholeNumber(1, 512), 1)
    .option("--out <folder>", "where encoders are kept (default: the cache)")
    .option("--json", "print one JSON object")
    .action((flags: EncoderTrainFlags) => trainForCommand(flags, call));
  part("measure", "measure an encoder on held-out books, against baselines and other starts")
    .option("--tokens <lengths>", "N, or several of 4,8,16,32", lengths, [8])
    .option("--loss <name>", `what it was trained down: ${losses}`, "cross-entropy")
    .option("--threads <n>", "threads of the engine (default: all)", wholeNumber(1, 512))
    .option(
      "--out <place>",
      "a .json file for the data, or a folder that deno task report makes a page of",
    )
    .option("--json", "print the data")
    .action((flags: EncoderMeasureFlags) => measureForCommand(flags, call));
  return await runCommand(program, args, {
    interrupt,
    goOn: "Interrupted. Nothing is lost: the same command goes on from here.",
  });
}

function lengths(text: string): readonly number[] {
  const all = text.split(",").map(wholeNumber(1));
  return [...new Set(all)].sort((a, b) => a - b);
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`Want a positive number, got "${text}".`);
}

if (import.meta.main) Deno.exit(await encoder(Deno.args));
