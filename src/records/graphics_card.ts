import { join } from "node:path";

/** Where NVIDIA's driver says what each card is. */
const driverFolder = "/proc/driver/nvidia/gpus";

/** The name of the machine's first NVIDIA card, for example "NVIDIA H100 80GB HBM3"; null: none. */
export async function graphicsCard(folder = driverFolder): Promise<string | null> {
  try {
    const cards = await Array.fromAsync(Deno.readDir(folder));
    const [first] = cards.map(({ name }) => name).sort();
    if (first === undefined) return null;
    const said = await Deno.readTextFile(join(folder, first, "information"));
    return /^Model:\s*(.+?)\s*$/m.exec(said)?.[1] ?? null;
  } catch (error) {
    // No such driver, or not allowed to ask: a card that is not known.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return null;
    }
    throw error;
  }
}
