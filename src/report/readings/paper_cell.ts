import { type PaperModel, published, type PublishedValue } from "../../paper/mod.ts";

/** A published number as the paper prints it: "0.45 ± 0.31", "–". */
export function paperCell({ value, deviation, decimals }: PublishedValue): string {
  if (value === null) return "–";
  const spread = deviation === null ? "" : `\u00a0±\u00a0${deviation.toFixed(decimals)}`;
  return value.toFixed(decimals) + spread;
}

/** What the paper calls a model of its own. */
export function paperModelTitle(id: PaperModel["id"]): string {
  return published.settings.models.find((model) => model.id === id)?.title ?? id;
}
