-- What is wrong with the fields of a template, each by itself: unknown, missing, of a wrong type or out of range.
-- A field that is null counts as absent.
--
-- returns  one row a fault: path and reason
create or replace function tasker.template_field_faults (p_template jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  with recursive known as materialized (
    select f.* from tasker.template_fields() f
  ), visited as (
    select '' as path, 'template' as shape, p_template as value
    union all
    select h.path, k.shape, h.value
      from visited v
      join known k on k.owner = v.shape and k.shape is not null
      cross join lateral (
        select tasker.field_path(v.path, k.field) as path, v.value -> k.field as value
         where jsonb_typeof(v.value -> k.field) = 'object' and k.kind = 'object'
        union all
        select format('%s[%s]', tasker.field_path(v.path, k.field), e.ordinality - 1), e.value
          from jsonb_array_elements(case jsonb_typeof(v.value -> k.field) when 'array' then v.value -> k.field else '[]' end)
               with ordinality e
         where k.kind = 'list'
      ) h
  ), field as (
    select v.path, v.shape, f.key, f.value
      from visited v
      cross join lateral jsonb_each(case jsonb_typeof(v.value) when 'object' then v.value else '{}' end) f
     where f.value <> 'null'
  )
  select v.path, 'must be an object'
    from visited v
   where jsonb_typeof(v.value) is distinct from 'object'
  union all
  select tasker.field_path(v.path, k.field), 'is missing'
    from visited v
    join known k on k.owner = v.shape and k.is_required
   where jsonb_typeof(v.value) = 'object'
     and coalesce(v.value -> k.field, 'null') = 'null'
  union all
  select tasker.field_path(f.path, f.key),
         case when k.field is null then format('is not a field of a %s', f.shape)
              else tasker.template_field_fault(f.value, k.kind, k.low, k.high, k.choices) end
    from field f
    left join known k on k.owner = f.shape and k.field = f.key
   where k.field is null
      or tasker.template_field_fault(f.value, k.kind, k.low, k.high, k.choices) is not null
  union all
  select tasker.field_path(tasker.field_path(f.path, f.key), s.path), s.reason
    from field f
    join known k on k.owner = f.shape and k.field = f.key and k.kind = 'schema'
    cross join lateral tasker.json_schema_faults(f.value) s
   where jsonb_typeof(f.value) in ('object', 'boolean')
$$;
comment on function tasker.template_field_faults is 'What is wrong with the fields of a template, each by itself.';
