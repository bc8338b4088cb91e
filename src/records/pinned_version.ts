import project from "../../deno.json" with { type: "json" };

/** The version of a package that deno.json's import map pins, "unknown" where it pins none. */
export function pinnedVersion(name: string): string {
  const specifier = (project.imports as Readonly<Record<string, string>>)[name] ?? "";
  return specifier.match(/@(\d[^@/]*)$/)?.[1] ?? "unknown";
}
