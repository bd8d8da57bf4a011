import type { Permission } from "./permissions.ts";

/** Namespaces that something reaches: all, or those named. */
export type NamespaceScope = "all" | readonly string[];

/** One permission and where it holds. */
export interface Grant {
  /** What is allowed. */
  readonly permission: Permission;
  /** Where it is allowed. */
  readonly namespaces: NamespaceScope;
}

/** How a caller proved who it is. */
export type PrincipalKind = "anonymous" | "api_key" | "jwt" | "user" | "custom";

/** Who makes a call, and what it may do. */
export interface Principal {
  /** Name for logs, audit and the `actor` of operator verbs: `key:deploy`, `user:ada`, the `sub` of a token. */
  readonly subject: string;
  /** How it was proved. */
  readonly kind: PrincipalKind;
  /** Everything it may do, each with its namespaces. */
  readonly grants: readonly Grant[];
  /** The permissions of `grants`, without their namespaces. */
  readonly permissions: ReadonlySet<Permission>;
  /** Where the permission of the route that is being called holds; handlers narrow lists to it. */
  readonly namespaces: NamespaceScope;
}

/** Tells where a principal holds a permission; an empty list means nowhere. */
export function scopeOf(principal: Principal, permission: Permission): NamespaceScope {
  const namespaces: string[] = [];
  for (const grant of principal.grants) {
    if (grant.permission !== permission) continue;
    if (grant.namespaces === "all") return "all";
    namespaces.push(...grant.namespaces);
  }
  return [...new Set(namespaces)];
}

/** Tells whether a scope reaches a namespace. */
export function reaches(scope: NamespaceScope, namespace: string): boolean {
  return scope === "all" || scope.includes(namespace);
}

/**
 * Makes a principal of what was proved.
 *
 * @param subject Name for logs and audit.
 * @param kind How it was proved.
 * @param grants What it may do.
 */
export function makePrincipal(subject: string, kind: PrincipalKind, grants: readonly Grant[]): Principal {
  const permissions = new Set(grants.map(({ permission }) => permission));
  return { subject, kind, grants, permissions, namespaces: [] };
}
