-- Every schema inside a JSON Schema, itself first.
--
-- returns  path: for people, `properties.lines.items` · pointer: RFC 6901, as $ref writes it
--          parent: pointer of the schema around it · in_place: whether both judge the same value
create or replace function tasker.json_schema_nodes (p_schema jsonb)
  returns table (path text, pointer text, parent text, in_place boolean, schema jsonb)
  language sql
  immutable
as $$
  with recursive keyword as materialized (
    select k.* from tasker.json_schema_keywords() k where k.kind in ('schema', 'schemas', 'schema_map')
  ), node as (
    select '' as path, '#' as pointer, null::text as parent, false as in_place, p_schema as schema
    union all
    select tasker.field_path(n.path, k.keyword || coalesce(c.path, '')),
           n.pointer || '/' || k.keyword || coalesce('/' || replace(replace(c.key, '~', '~0'), '/', '~1'), ''),
           n.pointer, k.in_place, c.schema
      from node n
      join keyword k on jsonb_typeof(n.schema) = 'object' and n.schema ? k.keyword
      cross join lateral (
        select null::text as path, null::text as key, n.schema -> k.keyword as schema
         where k.kind = 'schema'
        union all
        select format('[%s]', e.ordinality - 1), (e.ordinality - 1)::text, e.value
          from jsonb_array_elements(case jsonb_typeof(n.schema -> k.keyword) when 'array' then n.schema -> k.keyword else '[]' end)
               with ordinality e
         where k.kind = 'schemas'
        union all
        select '.' || m.key, m.key, m.value
          from jsonb_each(case jsonb_typeof(n.schema -> k.keyword) when 'object' then n.schema -> k.keyword else '{}' end) m
         where k.kind = 'schema_map'
      ) c
  )
  select n.* from node n
$$;
comment on function tasker.json_schema_nodes is 'Every schema inside a JSON Schema, itself first.';
