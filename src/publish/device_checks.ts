import { basename, join } from "node:path";
import { type DeviceCheck, readDeviceCheck } from "../device/device_check.ts";
import { writeFileAtomic } from "../fixtures/mod.ts";
import { runName } from "./run_name.ts";

/** A kit's result among the published runs. */
export interface PublishedCheck {
  /** Of its file, without ".json". */
  readonly name: string;
  readonly check: DeviceCheck;
}

/** Below the folder of all published runs. */
export const checksFolder = "devices";

/**
 * Copies a kit's result among the published runs; measured again on the same day and machine, it
 * takes the place of the earlier one.
 *
 * @throws {SyntaxError} where the file is no kit's result
 * @throws {RangeError} where nothing in it was measured on a graphics card
 */
export async function publishDeviceCheck(
  path: string,
  { reports, name }: { readonly reports: string; readonly name?: string },
): Promise<string> {
  const check = await readDeviceCheck(path);
  const wrong = (what: string) => new RangeError(`Cannot publish "${path}": ${what}`);
  if (check.softwareVulkan) {
    throw wrong("its Vulkan was software, want figures of a graphics card");
  }
  if (!check.rows.some(({ device, state }) => device !== "cpu" && state === "measured")) {
    throw wrong("it measured nothing on a graphics card; its rows say why");
  }
  const own = name ?? runName({ ...check.machine, card: check.card });
  if (!/^[\w][\w.-]*$/.test(own)) {
    throw wrong(`"${own}" is no name for its file, want letters, digits, "-" and "."`);
  }
  const target = join(reports, checksFolder, `${own}.json`);
  await Deno.mkdir(join(reports, checksFolder), { recursive: true });
  await writeFileAtomic(target, await Deno.readTextFile(path));
  return target;
}

/**
 * The results of kits below a folder of published runs, the earliest first.
 *
 * @throws {SyntaxError} naming the file that is no such result
 */
export async function readDeviceChecks(reports: string): Promise<PublishedCheck[]> {
  const folder = join(reports, checksFolder);
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  const files = entries.map(({ name }) => name).filter((name) => name.endsWith(".json"));
  const checks = await Promise.all(
    files.map(async (file) => ({
      name: basename(file, ".json"),
      check: await readDeviceCheck(join(folder, file)),
    })),
  );
  const key = ({ check, name }: PublishedCheck) => `${check.machine.startedAt} ${name}`;
  return checks.sort((a, b) => key(a) < key(b) ? -1 : 1);
}
