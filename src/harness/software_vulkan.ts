import { dirname, join } from "node:path";

/** A Vulkan that needs no graphics card, as surroundings of a process to be started. */
export interface SoftwareVulkan {
  /** Folder of SwiftShader and of Vulkan's loader. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a folder must hold. */
const files = ["libvulkan.so.1", "libvk_swiftshader.so", "vk_swiftshader_icd.json"];

/**
 * SwiftShader, which comes with Chromium: Debian's, or else the one packaged for npm. Null where
 * there is neither. The dynamic linker reads its path as a process starts, so this is of use to a
 * child process only.
 */
export async function findSoftwareVulkan(): Promise<SoftwareVulkan | null> {
  if (Deno.build.os !== "linux") return null;
  const found = await firstFolder(["/usr/lib/chromium", "/usr/lib/chromium-browser"]) ??
    await unpacked();
  return found === null ? null : {
    folder: found,
    env: {
      LD_LIBRARY_PATH: found,
      VK_ICD_FILENAMES: join(found, "vk_swiftshader_icd.json"),
      // Without a display there is none, and some drivers ask for it.
      XDG_RUNTIME_DIR: Deno.env.get("XDG_RUNTIME_DIR") ?? found,
    },
  };
}

/** Whether the Vulkan of this very process is known to be software. */
export function usesSoftwareVulkan(): boolean {
  const drivers = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].map((name) => Deno.env.get(name) ?? "");
  return drivers.some((list) => /swiftshader|lvp_icd/.test(list));
}

async function unpacked(): Promise<string | null> {
  try {
    // Kept out of the module graph: its 60 MB are wanted only where no Chromium is installed.
    const specifier = "@sparticuz/chromium";
    const { default: packaged } = await import(specifier);
    return await firstFolder([dirname(await packaged.executablePath())]);
  } catch {
    return null;
  }
}

async function firstFolder(folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    const all = await Promise.all(
      files.map((name) => Deno.stat(join(folder, name)).then(() => true, () => false)),
    );
    if (all.every(Boolean)) return folder;
  }
  return null;
}
