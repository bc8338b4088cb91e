/**
 * Measures in a process of its own and says each result as a line of JSON: a driver that fails can
 * take its process with it, and one that hangs can be ended.
 *
 *     deno run -A src/device/measure_process.ts '{"shape": "toy", …}'
 *
 * @module
 */
import type { Measurement } from "./measurement.ts";
import { measure } from "./measure.ts";

if (import.meta.main) {
  const encoder = new TextEncoder();
  const measurement = JSON.parse(Deno.args[0]) as Measurement;
  await measure(measurement, (said) => {
    Deno.stdout.writeSync(encoder.encode(`${JSON.stringify(said)}\n`));
  });
  // Engines' threads would hold the process up.
  Deno.exit(0);
}
