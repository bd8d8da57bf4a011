import { connect } from "../../sql/connect.ts";

/**
 * Makes an empty database, dropping what had its name.
 *
 * @param server Address of any database of the server.
 * @param name Name of the database.
 * @returns Its address.
 */
export async function makeDatabase(server: string, name: string): Promise<string> {
  await dropDatabase(server, name);
  const admin = connect(server, { max: 1, statementTimeoutMs: 0 });
  await admin`create database ${admin(name)}`;
  await admin.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops a database, whoever is connected to it. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  const admin = connect(server, { max: 1, statementTimeoutMs: 0 });
  await admin`drop database if exists ${admin(name)} with (force)`;
  await admin.end();
}

/** Gives the planner fresh statistics and keeps a checkpoint out of what is timed next. */
export async function settle(url: string): Promise<void> {
  const sql = connect(url, { max: 1, statementTimeoutMs: 0 });
  await sql`vacuum analyze`;
  await sql`checkpoint`;
  await sql.end();
}
