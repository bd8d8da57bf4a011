import type { DlqEntry } from "../../core/dlq_entry.ts";
import type { Output } from "../output.ts";

/**
 * Prints an investigation for people.
 *
 * @param out Where to print.
 * @param entry The investigation.
 */
export function printDlqEntry(out: Output, entry: DlqEntry): void {
  const metadata = Object.keys(entry.metadata).length === 0 ? undefined : JSON.stringify(entry.metadata);
  const facts: [string, string | null | undefined][] = [
    ["Entry", entry.dlqEntryUuid],
    ["Task", entry.taskUuid],
    ["Template", `${entry.namespaceName}/${entry.taskName} ${entry.version}`],
    ["Reason", entry.dlqReason],
    ["Since", entry.dlqTimestamp],
    ["State then", entry.originalState],
    ["State now", entry.currentState],
    ["Status", entry.resolutionStatus],
    ["Closed", closedText(entry)],
    ["Notes", entry.resolutionNotes],
    ["Known", metadata],
  ];
  for (const [name, value] of facts) {
    if (value != null && value !== "") out.line(`${out.colors.bold(name.padEnd(11))} ${value}`);
  }
}

function closedText({ resolutionTimestamp, resolvedBy }: DlqEntry): string | undefined {
  if (resolutionTimestamp === null) return undefined;
  return `${resolutionTimestamp}${resolvedBy === null ? "" : ` by ${resolvedBy}`}`;
}
