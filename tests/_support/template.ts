import type { Sql } from "postgres";
import { digestOf } from "../../sql/_replace_functions.ts";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { withDatabase } from "./servers.ts";

/** Held shared while a template is cloned, exclusively while one is built; the same for all processes. */
const TEMPLATE_LOCK = 7_265_001;

/** How many templates of other digests stay, for processes that run other files. */
const TEMPLATES_KEPT = 3;

/**
 * Makes a database of its own, cloned from a migrated template that is built once for each digest of the
 * SQL files. Safe across processes.
 *
 * @param url Server, as superuser.
 * @param name Name of the database to make.
 */
export async function cloneTemplate(url: string, name: string): Promise<void> {
  const admin = connect(url, { max: 1, applicationName: "tasker_test_admin", statementTimeoutMs: 120_000 });
  try {
    const template = await templateName();
    await admin`select pg_advisory_lock_shared(${TEMPLATE_LOCK})`;
    while (!await isBuilt(admin, template)) {
      await admin`select pg_advisory_unlock_shared(${TEMPLATE_LOCK})`;
      await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
      if (!await isBuilt(admin, template)) await build(admin, url, template);
      await admin`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
      await admin`select pg_advisory_lock_shared(${TEMPLATE_LOCK})`;
    }
    await admin`create database ${admin(name)} template ${admin(template)}`;
  } finally {
    await admin.end();
  }
}

/** Makes a database with nothing in it. */
export async function createEmpty(url: string, name: string): Promise<void> {
  const admin = connect(url, { max: 1, applicationName: "tasker_test_admin" });
  await admin`create database ${admin(name)} template template0 encoding 'UTF8'`;
  await admin.end();
}

/** Drops a database, whoever is connected to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const admin = connect(url, { max: 1, applicationName: "tasker_test_admin" });
  await admin`drop database if exists ${admin(name)} with (force)`;
  await admin.end();
}

let digest: Promise<string> | undefined;

async function templateName(): Promise<string> {
  digest ??= readSqlFiles().then(({ schema, pgmq, views, functions, grants }) =>
    digestOf([...schema, ...pgmq, ...views, ...functions, grants])
  );
  return `tasker_template_${(await digest).slice(0, 16)}`;
}

/** The mark of a template is set last, so one that a killed process left half made does not count. */
async function isBuilt(admin: Sql, template: string): Promise<boolean> {
  const [found] = await admin`select d.datistemplate from pg_database d where d.datname = ${template}`;
  return found?.datistemplate === true;
}

async function build(admin: Sql, url: string, template: string): Promise<void> {
  await dropOldTemplates(admin);
  await admin`drop database if exists ${admin(template)} with (force)`;
  await admin`create database ${admin(template)} template template0 encoding 'UTF8'`;
  const sql = connect(withDatabase(url, template), { max: 1 });
  try {
    await migrate(sql);
  } finally {
    await sql.end();
  }
  await admin`alter database ${admin(template)} with is_template true allow_connections false`;
}

async function dropOldTemplates(admin: Sql): Promise<void> {
  const old = await admin<{ datname: string }[]>`
    select d.datname from pg_database d
     where d.datname like 'tasker_template_%'
     order by d.oid desc
    offset ${TEMPLATES_KEPT}`;
  for (const { datname } of old) {
    await admin`alter database ${admin(datname)} with is_template false`;
    await admin`drop database ${admin(datname)} with (force)`;
  }
}
