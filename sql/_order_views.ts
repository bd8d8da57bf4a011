import type { SqlFile } from "./sql_files.ts";

/**
 * Puts views in an order in which each finds those it reads: a file that names another file's view comes
 * after it, and otherwise by path.
 *
 * @param files One view a file, named like its file, by path.
 */
export function orderViews(files: readonly SqlFile[]): SqlFile[] {
  const ordered = new Set<SqlFile>();
  const place = (file: SqlFile, above: readonly SqlFile[]) => {
    if (ordered.has(file) || above.includes(file)) return;
    for (const other of files) if (reads(file, other)) place(other, [...above, file]);
    ordered.add(file);
  };
  for (const file of files) place(file, []);
  return [...ordered];
}

function reads(file: SqlFile, other: SqlFile): boolean {
  const view = other.path.replace(/^.*\/(\w+)\.sql$/, "$1");
  return file !== other &&
    new RegExp(`\\btasker(_v1)?\\.${view}\\b`).test(file.text.replaceAll(/--.*$/gm, ""));
}
