import type { Queryable } from "./connect.ts";

/** Every object of the schemas `tasker` and `tasker_v1`: what it is called, and what it is made of. */
export type Catalog = ReadonlyMap<string, string>;

/** Options for {@linkcode readCatalog}. */
export interface ReadCatalogOptions {
  /** Whether functions tell the hash of their body, and who may call them. */
  readonly bodies: boolean;
}

/** Partitions are left out (they come and go with time), and so are `not null` constraints (18 lists them, 15 does not). */
const QUERIES: readonly string[] = [
  `select 'schema ' || n.nspname as name, d.comment as definition
     from pg_namespace n
    cross join lateral (select coalesce('-- ' || obj_description(n.oid, 'pg_namespace'), '') as comment) d
    where n.nspname in ('tasker', 'tasker_v1')`,

  `select 'type ' || t.oid::regtype as name,
          case t.typtype
            when 'e' then 'enum ' || (select string_agg(e.enumlabel, ' ' order by e.enumsortorder)
                                        from pg_enum e where e.enumtypid = t.oid)
            when 'd' then 'domain ' || format_type(t.typbasetype, t.typtypmod)
                            || coalesce((select string_agg(' ' || pg_get_constraintdef(c.oid), '' order by c.conname)
                                           from pg_constraint c where c.contypid = t.oid and c.contype <> 'n'), '')
            else t.typtype::text
          end || coalesce(e'\\n-- ' || obj_description(t.oid, 'pg_type'), '') as definition
     from pg_type t
    where t.typnamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
      and t.typtype in ('e', 'd', 'r')`,

  `select case c.relkind when 'v' then 'view ' when 'S' then 'sequence ' when 'c' then 'type ' else 'table ' end
            || c.oid::regclass as name,
          concat_ws(e'\\n',
            '-- ' || obj_description(c.oid, 'pg_class'),
            'partition by ' || pg_get_partkeydef(c.oid),
            'with (' || array_to_string(c.reloptions, ', ') || ')',
            case when c.relpersistence = 'u' then 'unlogged' end,
            case when c.relkind <> 'S' then (
              select string_agg(concat_ws(' ',
                       a.attname, format_type(a.atttypid, a.atttypmod),
                       case when a.attnotnull then 'not null' end,
                       case when a.attgenerated <> '' then 'generated' when a.atthasdef then 'default' end,
                       pg_get_expr(f.adbin, f.adrelid),
                       case a.attidentity when 'a' then 'identity always' when 'd' then 'identity' end,
                       '-- ' || col_description(c.oid, a.attnum)), e'\\n' order by a.attnum)
                from pg_attribute a
                left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
               where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) end,
            case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end) as definition
     from pg_class c
    where c.relnamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
      and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c')
      and not c.relispartition`,

  `select 'constraint ' || o.conrelid::regclass || '.' || o.conname as name,
          pg_get_constraintdef(o.oid) as definition
     from pg_constraint o
     join pg_class c on c.oid = o.conrelid
    where c.relnamespace = 'tasker'::regnamespace and not c.relispartition and o.contype <> 'n'`,

  `select 'index ' || i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i
     join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'tasker'::regnamespace and not c.relispartition`,

  `select 'trigger ' || t.tgrelid::regclass || '.' || t.tgname as name, pg_get_triggerdef(t.oid) as definition
     from pg_trigger t
     join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'tasker'::regnamespace and not t.tgisinternal and not c.relispartition`,
];

const FUNCTIONS = `
  select 'function ' || p.oid::regprocedure as name,
         concat_ws(e'\\n',
           '-- ' || obj_description(p.oid, 'pg_proc'),
           '(' || pg_get_function_arguments(p.oid) || ')',
           'returns ' || pg_get_function_result(p.oid),
           concat_ws(' ',
             l.lanname,
             case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
             case p.proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted' end,
             case when p.proisstrict then 'strict' end,
             case when p.prosecdef then 'security definer' end,
             'set ' || array_to_string(p.proconfig, ', ')),
           case when $1 then 'body ' || md5(p.prosrc) end,
           case when $1 then 'callers ' || (
             select string_agg(distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end, ' ')
               from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a) end) as definition
    from pg_proc p
    join pg_language l on l.oid = p.prolang
   where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)`;

/** Reads what a database has in tasker's two schemas, by name in ascending order. */
export async function readCatalog(sql: Queryable, options: ReadCatalogOptions): Promise<Catalog> {
  const queries = QUERIES.map((query) => sql.unsafe<Entry[]>(query));
  const functions = sql.unsafe<Entry[]>(FUNCTIONS, [options.bodies]);
  const rows = (await Promise.all([...queries, functions])).flat();
  const entries = rows.map(({ name, definition }) => [name, definition] as const);
  return new Map(entries.sort(([left], [right]) => left < right ? -1 : left > right ? 1 : 0));
}

interface Entry {
  readonly name: string;
  readonly definition: string;
}
