-- What keeps a JSON Schema from being enforced: keywords that tasker.json_schema_keywords does not list,
-- arguments of a wrong kind, references that lead nowhere or round in a circle.
--
-- returns  one row a fault: path and reason; none when the schema can be enforced
create or replace function tasker.json_schema_faults (p_schema jsonb)
  returns table (path text, reason text)
  language sql
  immutable
as $$
  with node as materialized (
    select n.path, n.schema from tasker.json_schema_nodes(coalesce(p_schema, 'null')) n
  )
  select n.path, 'must be a schema: an object, true or false'
    from node n
   where jsonb_typeof(n.schema) not in ('object', 'boolean')
  union all
  select tasker.field_path(n.path, a.key),
         case when k.keyword is null then 'is not a JSON Schema keyword that tasker supports'
              else tasker.json_schema_argument_fault(p_schema, k.kind, a.value) end
    from node n
    cross join lateral jsonb_each(case jsonb_typeof(n.schema) when 'object' then n.schema else '{}' end) a
    left join tasker.json_schema_keywords() k on k.keyword = a.key
   where k.keyword is null
      or tasker.json_schema_argument_fault(p_schema, k.kind, a.value) is not null
  union all
  select tasker.field_path(l.path, '$ref'), 'leads back to itself'
    from tasker.json_schema_loops(p_schema) l (path)
$$;
comment on function tasker.json_schema_faults is 'What keeps a JSON Schema from being enforced.';
