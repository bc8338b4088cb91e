import fs from "node:fs";
import type { Browser } from "playwright-core";

/** A Chromium to drive: the system's, or else the one packaged for npm. Null where there is none. */
export async function findBrowser(): Promise<{ executablePath: string; args: string[] } | null> {
  for (const executablePath of ["/usr/bin/chromium", "/usr/bin/chromium-browser"]) {
    const found = await Deno.stat(executablePath).then(() => true, () => false);
    if (found) return { executablePath, args: quiet };
  }
  try {
    // Kept out of the module graph: its 60 MB are wanted only where no browser is installed.
    const specifier = "npm:@sparticuz/chromium@153.0.0";
    const { default: packaged } = await import(specifier);
    return { executablePath: await packaged.executablePath(), args: [...packaged.args, ...quiet] };
  } catch {
    return null;
  }
}

/** Starts the browser that {@linkcode findBrowser} found. */
export async function launch(
  { executablePath, args }: { executablePath: string; args: string[] },
): Promise<Browser> {
  const { chromium } = await playwright();
  return await chromium.launch({ executablePath, args, headless: true });
}

/**
 * Playwright asks for files under /proc as it loads, to know Windows' Linux from others; Deno lets
 * nobody see those but who may do everything. What may not be seen is not there.
 */
async function playwright(): Promise<typeof import("playwright-core")> {
  const { existsSync } = fs;
  fs.existsSync = (path) => {
    try {
      return existsSync(path);
    } catch {
      return false;
    }
  };
  try {
    return await import("playwright-core");
  } finally {
    fs.existsSync = existsSync;
  }
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
