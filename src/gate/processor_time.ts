import { cpuUsage } from "node:process";

/**
 * Processor time of this process so far, all threads, milliseconds. What else runs on the machine
 * stretches elapsed time tenfold and this by a few percent, through the caches that it shares.
 */
export function processorMilliseconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
