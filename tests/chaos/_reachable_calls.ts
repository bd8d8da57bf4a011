/** A module's imports and re-exports of other files, types left out. */
const IMPORT = /^(?:import|export)\s+(?!type\b)[^;]*?from\s+"(\.[^"]+)"/gm;

/**
 * Lists the door functions that a program can call: those named in the files of `orchestration/calls/` which a module
 * reaches by its imports.
 *
 * @param entry Path of the module, from the project's root.
 */
export async function reachableCalls(entry: string): Promise<Set<string>> {
  const calls = new Set<string>();
  const seen = new Set<string>();
  const open = [new URL(`../../${entry}`, import.meta.url).href];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    if (seen.has(url)) continue;
    seen.add(url);
    const text = await Deno.readTextFile(new URL(url));
    if (url.includes("/orchestration/calls/")) {
      const code = text.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
      for (const [, name = ""] of code.matchAll(/\btasker_v1\.(\w+)\s*\(/g)) calls.add(name);
    }
    for (const [, path = ""] of text.matchAll(IMPORT)) open.push(new URL(path, url).href);
  }
  return calls;
}
