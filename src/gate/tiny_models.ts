import { fileURLToPath } from "node:url";

/** The pretrained models that come with the project: nothing is fetched for them. */
export const tinyModels = ["tiny-llama", "tiny-neox"] as const;

/** A file of one of them. */
export function tinyPath(id: string, name: string): string {
  return fileURLToPath(new URL(`../../fixtures/tiny/${id}/${name}`, import.meta.url));
}
