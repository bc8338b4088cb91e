import type { Check } from "../finding.ts";

/** Two sections that take opposite sides on what the proto-tokens encode. */
export const levelOfInformation: Check = ({ statements }) => {
  const said = statements.filter(({ topic }) => topic === "level-of-information");
  const levels = [...new Set(said.map(({ at }) => String(at.level)))].sort();
  if (levels.length < 2) return null;
  return {
    id: "level-of-information",
    places: [...new Set(said.map(({ place }) => place))],
    message:
      `the proto-tokens are said to encode ${levels.join(" information in one section and ")}` +
      ` information in another`,
    arithmetic: [`${said.length} statements, ${levels.length} answers: ${levels.join(", ")}`],
  };
};
