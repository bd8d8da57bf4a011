/**
 * Finds text that PostgreSQL cannot store as JSON: with the character U+0000, or with half of a surrogate pair.
 *
 * @param value JSON value of any depth.
 * @returns Path of the first such text or key, like `context.items[2]`; undefined when all can be stored.
 */
export function unstorablePath(value: unknown): string | undefined {
  const pending: [path: string, value: unknown][] = [["", value]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, part] = next;
    if (typeof part === "string" && !isStorable(part)) return path;
    if (typeof part !== "object" || part === null) continue;
    const members = Object.entries(part).reverse();
    for (const [key, member] of members) {
      const memberPath = Array.isArray(part) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      if (!isStorable(key)) return path;
      pending.push([memberPath, member]);
    }
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
