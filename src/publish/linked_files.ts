import { join } from "node:path";

/**
 * Files that a page names by relative address, each once; what lies elsewhere and places within the
 * page are left out.
 */
export function linkedFiles(html: string): string[] {
  // Scripts and data hold addresses of their own that nobody follows.
  const markup = html.replaceAll(/<(script|style)\b[^>]*>.*?<\/\1>/gs, "");
  const addresses = [...markup.matchAll(/<[a-z][^<>]*?\s(?:href|src)="([^"]*)"/g)]
    .map(([, address]) => address.replaceAll("&amp;", "&"));
  const relative = addresses
    .filter((address) => address !== "" && !/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address))
    .map((address) => decodeURIComponent(address.split(/[?#]/)[0]));
  return [...new Set(relative)].filter((file) => file !== "").sort();
}

/** Every file below a folder, as paths from it with forward slashes, sorted. */
export async function filesBelow(folder: string, under = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(join(folder, under))) {
    const path = under === "" ? name : `${under}/${name}`;
    if (isDirectory) found.push(...await filesBelow(folder, path));
    else if (isFile) found.push(path);
  }
  return found.sort();
}
