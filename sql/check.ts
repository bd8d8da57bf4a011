import { type Catalog, readCatalog } from "./_catalog.ts";
import { connect } from "./connect.ts";
import { migrate } from "./migrate.ts";

/** One object of a database that is not as this release makes it. */
export interface Drift {
  /** Kind and name: `function tasker_v1.get_task(uuid)`. */
  readonly object: string;
  /** What happened to it. */
  readonly kind: "missing" | "unexpected" | "different";
}

/** Options for {@linkcode checkDrift}. */
export interface CheckDriftOptions {
  /**
   * An empty database of the same PostgreSQL release to install into. None: one is made beside the
   * database and dropped, for which the user must be allowed to create databases.
   */
  readonly scratchUrl?: string;
}

/**
 * Compares a database with a fresh install of this release: tables, columns, constraints, indexes, types,
 * views, functions with their bodies, and who may call them. Changes nothing in the database.
 *
 * @param url Database to check.
 * @param options Where to install for comparison.
 * @returns What differs, by name; nothing when all is as this release makes it.
 */
export async function checkDrift(url: string, options: CheckDriftOptions = {}): Promise<Drift[]> {
  const actual = await catalogAt(url);
  if (options.scratchUrl !== undefined) return compare(actual, await freshCatalog(options.scratchUrl));
  const name = `tasker_check_${crypto.randomUUID().replaceAll("-", "")}`;
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  const sql = connect(url, { max: 1, applicationName: "tasker_check" });
  try {
    await sql`create database ${sql(name)} template template0 encoding 'UTF8'`;
    try {
      return compare(actual, await freshCatalog(scratch.href));
    } finally {
      await sql`drop database ${sql(name)} with (force)`;
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function compare(actual: Catalog, expected: Catalog): Drift[] {
  const objects = [...new Set([...actual.keys(), ...expected.keys()])].sort();
  return objects.flatMap((object): Drift[] => {
    if (!actual.has(object)) return [{ object, kind: "missing" }];
    if (!expected.has(object)) return [{ object, kind: "unexpected" }];
    return actual.get(object) === expected.get(object) ? [] : [{ object, kind: "different" }];
  });
}

async function freshCatalog(url: string): Promise<Catalog> {
  const sql = connect(url, { max: 1, applicationName: "tasker_check" });
  try {
    await migrate(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
  return await catalogAt(url);
}

async function catalogAt(url: string): Promise<Catalog> {
  const sql = connect(url, { max: 1, applicationName: "tasker_check" });
  try {
    return await readCatalog(sql, { bodies: true });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
