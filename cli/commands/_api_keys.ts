import type { ApiKeyView } from "../../orchestration/access/key_store.ts";
import type { NewKey } from "../operations/access_operations.ts";
import type { Output } from "../output.ts";

/** Shows a key that has just been made; it is never shown again. */
export function showNewKey(out: Output, view: NewKey): void {
  out.show(view, () => {
    out.line(view.key);
    out.note(
      `Key "${view.name}", ${view.scopes.join(", ")}, ${endOf(view)}. It is shown this once: keep it safe.`,
    );
  });
}

/** Shows keys as a table. */
export function showKeys(out: Output, keys: readonly ApiKeyView[]): void {
  out.show(keys, () => {
    out.table([
      { header: "PREFIX", value: (key) => key.prefix },
      { header: "NAME", value: (key) => key.name },
      { header: "STATUS", value: (key) => key.status },
      { header: "SCOPES", value: (key) => key.scopes.join(", ") },
      { header: "NAMESPACES", value: (key) => key.namespaces?.join(", ") ?? "all" },
      { header: "LAST USED", value: (key) => key.lastUsedAt?.slice(0, 16) ?? "never" },
      { header: "ENDS", value: (key) => key.expiresAt?.slice(0, 16) ?? "never" },
    ], keys);
  });
}

function endOf({ expiresAt }: ApiKeyView): string {
  return expiresAt === null ? "without end" : `until ${expiresAt.slice(0, 16)}`;
}
