import { fileURLToPath } from "node:url";

/** Pretrained models that come with the project, the larger of each family: nothing is fetched. */
export const tinyModels = ["tiny-llama", "tiny-neox"] as const;

/** A file of one of them. */
export function tinyPath(id: string, name: string): string {
  return fileURLToPath(new URL(`../../fixtures/tiny/${id}/${name}`, import.meta.url));
}
