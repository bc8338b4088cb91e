import { usesSoftwareVulkan } from "../harness/software_vulkan.ts";

/** Where Vulkan's loader looks for drivers' manifests on Linux. */
const manifestFolders = [
  "/etc/vulkan/icd.d",
  "/usr/local/share/vulkan/icd.d",
  "/usr/share/vulkan/icd.d",
];

/**
 * Whether every Vulkan driver here computes on the CPU, so that webgpu's figures are of no card:
 * distributions install Mesa's beside the loader.
 */
export async function hasOnlySoftwareDrivers(
  folders: readonly string[] = manifestFolders,
): Promise<boolean> {
  if (usesSoftwareVulkan()) return true;
  const named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].some((name) => Deno.env.get(name));
  if (named) return false;
  const lists = await Promise.all(
    folders.map((folder) =>
      Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch((): string[] => [])
    ),
  );
  const manifests = lists.flat().filter((name) => name.endsWith(".json"));
  return manifests.length > 0 && manifests.every((name) => /swiftshader|lvp_icd/.test(name));
}
