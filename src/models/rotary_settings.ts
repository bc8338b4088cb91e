import { count, type Json, positive, unsupported } from "./config_fields.ts";

/** Frequency scaling of Llama 3.1 and later. */
export interface Llama3Scaling {
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  readonly originalContext: number;
}

/** What a config.json says of rotary positions. */
export interface RotarySettings {
  readonly base: number;
  /** Share of a head's components that turn; null where none is stated. */
  readonly share: number | null;
  readonly scaling: Llama3Scaling | null;
}

/** Fields of `rope_parameters` and `rope_scaling` that are read. */
const typeFields = ["rope_type", "type"];
const scalingFields = ["factor", "low_freq_factor", "high_freq_factor"];
const known = [
  ...typeFields,
  ...scalingFields,
  "original_max_position_embeddings",
  "rope_theta",
  "partial_rotary_factor",
];

/**
 * Reads both spellings: fields of the config with rope_scaling, and the newer rope_parameters that
 * holds all. A config may have both where they agree: which of two that differ a model was trained
 * with cannot be told.
 *
 * @throws TypeError naming the field that is malformed, not supported, or says otherwise than another
 */
export function rotarySettings(json: Json): RotarySettings {
  const groups = ["rope_parameters", "rope_scaling"].flatMap((name) => {
    const settings = groupOf(json, name);
    return settings === null ? [] : [{ name, settings, scaling: scalingOf(name, settings) }];
  });
  const [first, second] = groups;
  if (second !== undefined && !sameScaling(first.scaling, second.scaling)) {
    throw unsupported(first.name, first.settings, `one that agrees with "${second.name}"`);
  }
  const stated = (field: string, also: readonly string[]) =>
    agreed([
      ...groups.map(({ name, settings }) => ({ name: `${name}.${field}`, settings, field })),
      ...[field, ...also].map((field) => ({ name: field, settings: json, field })),
    ]);
  return {
    base: stated("rope_theta", ["rotary_emb_base"]) ?? 10000,
    share: stated("partial_rotary_factor", ["rotary_pct"]),
    scaling: first?.scaling ?? null,
  };
}

function groupOf(json: Json, name: string): Json | null {
  const settings = json[name] ?? null;
  if (settings === null) return null;
  if (typeof settings !== "object" || Array.isArray(settings)) {
    throw unsupported(name, settings, "an object or null");
  }
  for (const [field, value] of Object.entries(settings)) {
    if (known.includes(field)) continue;
    // Settings by kind of layer ("full_attention": {…}) are one case of this.
    throw unsupported(`${name}.${field}`, value, `absent: known are ${known.join(", ")}`);
  }
  return settings as Json;
}

function scalingOf(name: string, settings: Json): Llama3Scaling | null {
  const [type, other = type] = typeFields.map((field) => settings[field] ?? undefined)
    .filter((value) => value !== undefined);
  if (type !== other) throw unsupported(`${name}.type`, other, `what "${name}.rope_type" is`);
  if (type === undefined || type === "default") {
    for (const field of scalingFields) {
      if ((settings[field] ?? null) === null || field === "factor" && settings[field] === 1) {
        continue;
      }
      throw unsupported(`${name}.${field}`, settings[field], 'absent without rope_type "llama3"');
    }
    return null;
  }
  if (type !== "llama3") throw unsupported(`${name}.rope_type`, type, '"llama3" or "default"');
  const scaling = {
    factor: positive(settings, "factor"),
    lowFrequencyFactor: positive(settings, "low_freq_factor"),
    highFrequencyFactor: positive(settings, "high_freq_factor"),
    originalContext: count(settings, "original_max_position_embeddings"),
  };
  if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor) {
    throw unsupported(
      `${name}.high_freq_factor`,
      scaling.highFrequencyFactor,
      `more than low_freq_factor ${scaling.lowFrequencyFactor}`,
    );
  }
  return scaling;
}

function sameScaling(a: Llama3Scaling | null, b: Llama3Scaling | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Statement {
  readonly name: string;
  readonly settings: Json;
  readonly field: string;
}

/** The number that every statement makes; null where there is none. */
function agreed(statements: readonly Statement[]): number | null {
  const made = statements.filter(({ settings, field }) => (settings[field] ?? null) !== null)
    .map(({ name, settings, field }) => ({ name, value: positive(settings, field) }));
  const [first] = made;
  for (const { name, value } of made) {
    if (value !== first.value) throw unsupported(name, value, `${first.value}, as "${first.name}"`);
  }
  return first?.value ?? null;
}
