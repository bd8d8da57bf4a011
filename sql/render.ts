import { RELEASE } from "./_release.ts";
import { digestOf } from "./_replace_functions.ts";
import { chainsOf, numbersOf } from "./_run_schema.ts";
import { keptFunctions, readSqlFiles, type SqlFile, type SqlFiles } from "./sql_files.ts";

/** Options for {@linkcode renderSql}. */
export interface RenderSqlOptions {
  /** Files to render instead of the package's own; for tests. */
  readonly files?: SqlFiles;
}

/**
 * Writes what `migrate` does as one script for psql, for those who review or run SQL by hand:
 * `tasker sql render | psql --no-psqlrc "$DATABASE_URL"`. It may be run again and on an older database; it
 * leaves the same ledger, so `migrate` then finds nothing to do.
 *
 * @param options Files to render instead of the package's own.
 * @returns The script: one transaction, which ends at the first error.
 */
export async function renderSql(options: RenderSqlOptions = {}): Promise<string> {
  const { schema, pgmq, views, functions, grants } = options.files ?? await readSqlFiles();
  const chains = await chainsOf(schema);
  const numbers = numbersOf(schema);
  const steps = schema.map((file, index) => schemaFile(file, numbers[index]!, chains[index]!));
  return [
    BEGIN,
    ...steps.slice(0, 1),
    `${PGMQ_ASK}\\if :tasker_pgmq_extension\ncreate extension pgmq;\n\\elif :tasker_pgmq_own\n`,
    ...pgmq.map(plainFile),
    `${await record("pgmq", pgmq)}\\endif\n`,
    ...steps.slice(1),
    ...[...views, ...functions].map(plainFile),
    afterMigrate(keptFunctions({ schema })),
    plainFile(grants),
    await record("functions", [...views, ...functions, grants]),
    "commit;\n",
  ].join("\n");
}

const BEGIN = `-- tasker ${RELEASE}: everything in one script for psql, new or upgrade.
\\set ON_ERROR_STOP on
begin;
set local statement_timeout = 0;
do $$ begin perform pg_advisory_xact_lock(hashtextextended('tasker.migrate', 0)); end $$;
set local lock_timeout = '500ms';
set local check_function_bodies = off;
set local search_path = pg_catalog, pg_temp;
select to_regclass('tasker.migrations') is null as tasker_missing \\gset
`;

const PGMQ_ASK = `select not exists (select from pg_extension e where e.extname = 'pgmq') as tasker_pgmq_own,
       to_regnamespace('pgmq') is null
         and exists (select from pg_available_extensions e where e.name = 'pgmq') as tasker_pgmq_extension \\gset
`;

const afterMigrate = (kept: readonly string[]) =>
  `do $$
begin
  if to_regprocedure('tasker.after_migrate()') is not null then
    perform tasker.after_migrate();
  end if;
  if to_regprocedure('tasker.drop_spent_functions(text[])') is not null then
    perform tasker.drop_spent_functions('{${kept.join(",")}}');
  end if;
end
$$;
`;

function schemaFile(file: SqlFile, number: number, chain: string): string {
  const ask = number === 1 ? "" : `do $$
begin
  if exists (select from tasker.migrations m where m.number = ${number} and m.chain <> '${chain}') then
    raise exception 'Cannot migrate: ${file.path} was edited after it ran';
  end if;
end
$$;
select not exists (select from tasker.migrations m where m.number = ${number}) as tasker_missing \\gset
`;
  return `${ask}\\if :tasker_missing
${plainFile(file)}
insert into tasker.migrations (number, name, chain) values (${number}, '${file.path}', '${chain}');
\\endif
`;
}

function plainFile({ path, text }: SqlFile): string {
  return `-- ${path}\n${text.trimEnd()}\n`;
}

async function record(part: "functions" | "pgmq", files: readonly SqlFile[]): Promise<string> {
  return `insert into tasker.functions (part, release, digest)
values ('${part}', '${RELEASE}', '${await digestOf(files)}')
on conflict (part) do update
  set release = excluded.release, digest = excluded.digest, applied_at = excluded.applied_at;
`;
}
