import { devicePaths, type DeviceRun, recordDeviceRuns } from "../records/device_record.ts";
import { deviceWork } from "../harness/device_step.ts";
import { commit } from "../records/environment.ts";
import { tryDevice } from "../harness/try_device.ts";
import type { Finding } from "./_finding.ts";

/** Runs a toy fit step on every device that is here and keeps what came of it. */
export async function recordDevices(): Promise<Finding[]> {
  const head = await commit() ?? "unknown";
  const findings: Finding[] = [];
  const runs: Omit<DeviceRun, "date">[] = [];
  for (const path of devicePaths) {
    const { device } = path;
    const trial = await tryDevice(path);
    if (!trial.ran) {
      findings.push({ what: device, works: null, detail: `did not run: ${trial.reason}` });
      continue;
    }
    findings.push({ what: device, works: trial.right, detail: trial.result });
    runs.push({ device, commit: head, what: deviceWork, result: trial.result });
  }
  await recordDeviceRuns(runs);
  return findings;
}
