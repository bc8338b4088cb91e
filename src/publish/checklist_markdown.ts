import type { ChecklistItem } from "./checklist.ts";

/** A checklist as a Markdown table a section. */
export function checklistMarkdown(
  items: readonly ChecklistItem[],
  { name }: { readonly name: string },
): string {
  const sections = Map.groupBy(items, ({ section }) => section);
  const parts = [...sections].map(([section, own]) => {
    const rows = own.map(({ item, answer, evidence }) =>
      `| ${cell(item)} | ${answer} | ${cell(evidence)} |\n`
    );
    return `\n## ${section}\n\n| item | answer | evidence |\n|---|---|---|\n${rows.join("")}`;
  });
  return `# Reproducibility checklist of ${name}

After the Machine Learning Reproducibility Checklist, version 2.0 (Pineau et al., JMLR 22, 2021); every
answer is filled from the run.
${parts.join("")}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
