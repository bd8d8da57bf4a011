import { assertEquals } from "@std/assert";
import { ERRORS } from "../../core/errors.ts";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { TestDatabase } from "../_support/database.ts";

/** House rules, asked of the catalog: each query must find nothing. */
const RULES: Readonly<Record<string, string>> = {
  "a door function is security definer with a pinned search_path": `
    select p.oid::regprocedure::text
      from pg_proc p
     where p.pronamespace = 'tasker_v1'::regnamespace
       and not (p.prosecdef and coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false))`,

  "a private function is neither definer nor pinned, a trigger aside: it fires as whoever wrote the row": `
    select p.oid::regprocedure::text
      from pg_proc p
     where p.pronamespace = 'tasker'::regnamespace
       and p.prorettype <> 'trigger'::regtype
       and (p.prosecdef or coalesce(array_to_string(p.proconfig, ' ') like '%search_path=%', false))`,

  "a definer is pinned": `
    select p.oid::regprocedure::text
      from pg_proc p
     where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
       and p.prosecdef
       and not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)`,

  "nobody may call a function unless a grant says so": `
    select p.oid::regprocedure::text
      from pg_proc p
     cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
       and a.grantee = 0`,

  "every door function is granted to a role": `
    select p.oid::regprocedure::text
      from pg_proc p
     where p.pronamespace = 'tasker_v1'::regnamespace
       and not exists (
         select from aclexplode(p.proacl) a
          where a.grantee in ('tasker_client'::regrole, 'tasker_worker'::regrole, 'tasker_orchestrator'::regrole))`,

  "no role reaches behind the door": `
    select c.oid::regclass::text || ' ' || a.privilege_type
      from pg_class c
     cross join lateral aclexplode(c.relacl) a
     where c.relnamespace = 'tasker'::regnamespace and a.grantee <> c.relowner
    union all
    select p.oid::regprocedure::text
      from pg_proc p
     cross join lateral aclexplode(p.proacl) a
     where p.pronamespace = 'tasker'::regnamespace and a.grantee <> p.proowner
    union all
    select n.nspname::text
      from pg_namespace n
     cross join lateral aclexplode(n.nspacl) a
     where n.nspname = 'tasker' and a.grantee <> n.nspowner`,

  "the door holds functions only": `
    select c.oid::regclass::text from pg_class c where c.relnamespace = 'tasker_v1'::regnamespace`,

  "a function has one signature": `
    select p.pronamespace::regnamespace || '.' || p.proname
      from pg_proc p
     where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
     group by 1
    having count(*) > 1`,

  "a private function's parameter begins with p_": `
    select p.oid::regprocedure || ' ' || a.name
      from pg_proc p
     cross join lateral unnest(p.proargnames[1:p.pronargs]) a (name)
     where p.pronamespace = 'tasker'::regnamespace
       and a.name !~ '^p_'`,

  "everything says what it is": `
    select p.oid::regprocedure::text
      from pg_proc p
     where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
       and obj_description(p.oid, 'pg_proc') is null
    union all
    select c.oid::regclass::text
      from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
       and obj_description(c.oid, 'pg_class') is null`,

  "a foreign key has an index to follow it by": `
    select o.conrelid::regclass || ' ' || o.conname
      from pg_constraint o
     where o.contype = 'f' and o.connamespace = 'tasker'::regnamespace and o.conparentid = 0
       and not exists (
         select from pg_index i
          where i.indrelid = o.conrelid
            and (i.indkey::int2[])[0:cardinality(o.conkey) - 1] @> o.conkey)`,

  "a check constraint has a name that says the rule": `
    select o.conrelid::regclass || ' ' || o.conname
      from pg_constraint o
     where o.contype = 'c' and o.connamespace = 'tasker'::regnamespace and o.conname ~ '_check\\d*$'`,

  "a table has a primary key, a history table aside": `
    select c.oid::regclass::text
      from pg_class c
     where c.relnamespace = 'tasker'::regnamespace and c.relkind = 'r' and not c.relispartition
       and not exists (select from pg_constraint o where o.conrelid = c.oid and o.contype = 'p')`,
};

for (const [rule, query] of Object.entries(RULES)) {
  Deno.test(`catalog: ${rule}`, async () => {
    await using db = await TestDatabase.create();
    const found = await db.sql.unsafe(query).values();
    assertEquals(found.flat(), []);
  });
}

const files = await readSqlFiles();

/** Codes of class TK that the SQL mentions where it raises; comments are left out. */
function raisedCodes(): string[] {
  const code = files.functions.map(({ text }) => text.replaceAll(/--.*$/gm, "")).join("\n");
  return [...new Set(Array.from(code.matchAll(/'(TK\d{3})'/g), ([, raised]) => raised!))].sort();
}

Deno.test("errors: SQL raises only what core/errors.ts knows", () => {
  assertEquals(raisedCodes().filter((code) => !Object.hasOwn(ERRORS, code)), []);
});

/** Codes that TypeScript gives an error: `new TaskerError("TK…"`, or the `code:` of a driver error's meaning. */
async function constructedCodes(): Promise<string[]> {
  const codes = new Set<string>();
  for (const room of ["core", "config", "sql", "orchestration", "worker", "client", "cli"]) {
    for await (const text of sources(new URL(`../../${room}/`, import.meta.url))) {
      for (const [, code] of text.matchAll(/(?:new TaskerError\(\s*|\bcode: )"(TK\d{3})"/g)) codes.add(code!);
    }
  }
  return [...codes];
}

/** The text of each TypeScript file of a folder and the folders in it, tests aside; comments are left out. */
async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* sources(new URL(`${entry.name}/`, folder));
    else if (/\.ts$/.test(entry.name) && !/_test\.ts$/.test(entry.name)) {
      yield (await Deno.readTextFile(new URL(entry.name, folder))).replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, "");
    }
  }
}

/** Kept for a function to come that has to say it: today's leave a stale attempt out, and none needs the code. */
const RESERVED = ["TK301"];

Deno.test("errors: SQL raises, or TypeScript constructs, every code of core/errors.ts", async () => {
  const used = [...raisedCodes(), ...await constructedCodes(), ...RESERVED];
  assertEquals(Object.keys(ERRORS).filter((code) => !used.includes(code)), []);
});

Deno.test("files: a function's file has its name, and holds no other function", () => {
  for (const { path, text } of files.functions) {
    const created = [
      ...text.matchAll(/create or replace (?:function|procedure) (tasker|tasker_v1)\.(\w+)/gi),
    ];
    const names = new Set(created.map(([, , name]) => name));
    assertEquals([...names], [path.replace(/^.*\/(\w+)\.sql$/, "$1")], path);
  }
});

Deno.test("files: a function's header tells what its plpgsql raises", () => {
  for (const { path, text } of files.functions) {
    const [header, body] = [text.split(/^create or replace/m)[0]!, text.replaceAll(/--.*$/gm, "")];
    const raised = new Set(Array.from(body.matchAll(/'(TK\d{3})'/g), ([, code]) => code!));
    assertEquals([...raised].filter((code) => !header.includes(code)), [], path);
  }
});

Deno.test("files: every raise has a code, a message and a hint", () => {
  for (const { path, text } of files.functions) {
    for (const [, options] of text.matchAll(/raise exception using(.*?);\n/gs)) {
      const missing = ["errcode", "message", "hint"].filter((word) =>
        !new RegExp(`\\b${word}\\s*=`).test(options!)
      );
      assertEquals(missing, [], path);
    }
    assertEquals(/raise exception (?!using)/.test(text), false, path);
  }
});

Deno.test("files: every function that says it locks is named in sql/LOCKS.md", async () => {
  const order = await Deno.readTextFile(new URL("../../sql/LOCKS.md", import.meta.url));
  const locking = files.functions.filter(({ text }) =>
    /^-- locks\s+(?!none)/m.test(text.split("create or replace")[0]!)
  );
  const unnamed = locking.map(({ path }) => path.replace(/^.*\/(\w+)\.sql$/, "$1")).filter((name) =>
    !order.includes(`\`${name}\``)
  );
  assertEquals(unnamed, []);
});
