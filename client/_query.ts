/** Writes a filter as the query of a URL, with its `?`; empty for an empty filter. */
export function toQuery(members: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) query.append(name, String(item));
    }
  }
  return query.size === 0 ? "" : `?${query}`;
}
