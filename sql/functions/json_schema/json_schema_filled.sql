-- A value with the defaults of a schema inside p_root: tasker.json_schema_defaults is the way in.
--
-- p_value  SQL null where the value is absent
-- returns  the value, or null where it is absent and there is no default
create or replace function tasker.json_schema_filled (p_root jsonb, p_schema jsonb, p_value jsonb, p_depth integer)
  returns jsonb
  language plpgsql
  immutable
as $$
declare
  v_value jsonb := coalesce(p_value, p_schema -> 'default');
begin
  if p_depth > 64 or jsonb_typeof(p_schema) <> 'object' or tasker.is_sealed(p_value) then
    return p_value;
  end if;

  if p_schema ? '$ref' then
    v_value := tasker.json_schema_filled(
      p_root, tasker.json_schema_target(p_root, p_schema ->> '$ref'), v_value, p_depth + 1);
  end if;
  for i in 0 .. coalesce(jsonb_array_length(p_schema -> 'allOf'), 0) - 1 loop
    v_value := tasker.json_schema_filled(p_root, p_schema -> 'allOf' -> i, v_value, p_depth + 1);
  end loop;

  if jsonb_typeof(v_value) = 'object' and p_schema ?| array['properties', 'additionalProperties'] then
    select v_value || coalesce(jsonb_object_agg(m.key, m.filled) filter (where m.filled is not null), '{}')
      into v_value
      from (
        select s.key, tasker.json_schema_filled(p_root, s.value, v_value -> s.key, p_depth + 1) as filled
          from jsonb_each(p_schema -> 'properties') s
         where s.value ?| array['default', '$ref', 'allOf', 'properties', 'additionalProperties', 'items']
        union all
        select o.key, tasker.json_schema_filled(p_root, p_schema -> 'additionalProperties', o.value, p_depth + 1)
          from jsonb_each(v_value) o
         where jsonb_typeof(p_schema -> 'additionalProperties') = 'object'
           and not coalesce(p_schema -> 'properties', '{}') ? o.key
      ) m;
  elsif jsonb_typeof(v_value) = 'array' and jsonb_typeof(p_schema -> 'items') = 'object' then
    v_value := to_jsonb(array(
      select case when e.ordinality > coalesce(jsonb_array_length(p_schema -> 'prefixItems'), 0)
                  then tasker.json_schema_filled(p_root, p_schema -> 'items', e.value, p_depth + 1)
                  else e.value end
        from jsonb_array_elements(v_value) with ordinality e
       order by e.ordinality));
  end if;
  return v_value;
end
$$;
comment on function tasker.json_schema_filled is 'A value with the defaults of a schema inside another.';
