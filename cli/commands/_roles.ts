import type { RoleView } from "../../orchestration/access/user_store.ts";
import type { Output } from "../output.ts";

/** Shows roles as a table. */
export function showRoles(out: Output, roles: readonly RoleView[]): void {
  out.table([
    { header: "ROLE", value: (role) => role.role },
    { header: "BUILT IN", value: (role) => role.isBuiltIn ? "yes" : "no" },
    { header: "FOR", value: (role) => role.description ?? "" },
    { header: "PERMISSIONS", value: (role) => role.permissions.join(", ") },
  ], roles);
}
