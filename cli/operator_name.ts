/** Who works at this terminal, for logs: `cli:ada`. */
export function operatorName(): string {
  return `cli:${Deno.env.get("USER") ?? Deno.env.get("USERNAME") ?? "unknown"}`;
}
