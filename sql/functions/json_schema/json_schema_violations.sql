-- What a schema inside p_root finds wrong with a value: tasker.json_schema_errors is the way in.
--
-- p_path   where the value stands
-- p_depth  how many schemas were entered on the way; at 64 the value counts as too deep
--
-- returns  one row a violation: path and reason
create or replace function tasker.json_schema_violations (
  p_root   jsonb,
  p_schema jsonb,
  p_value  jsonb,
  p_path   text,
  p_depth  integer
)
  returns table (path text, reason text)
  language plpgsql
  immutable
as $$
declare
  v_type    text := jsonb_typeof(p_value);
  v_reason  text;
  v_matches integer;
  r_keyword record;
begin
  if p_depth > 64 then
    return query select p_path, 'is nested too deep to be checked';
    return;
  elsif jsonb_typeof(p_schema) = 'boolean' then
    return query select p_path, 'is not allowed' where p_schema = 'false';
    return;
  end if;

  for r_keyword in select k.key as name, k.value as argument from jsonb_each(p_schema) k loop
    if r_keyword.name = 'properties' then
      return query
      select v.path, v.reason
        from jsonb_each(r_keyword.argument) m
        cross join lateral tasker.json_schema_violations(
          p_root, m.value, p_value -> m.key, tasker.field_path(p_path, m.key), p_depth + 1) v
       where v_type = 'object' and p_value ? m.key;

    elsif r_keyword.name = 'required' then
      return query
      select tasker.field_path(p_path, m), 'is missing'
        from jsonb_array_elements_text(r_keyword.argument) m
       where v_type = 'object' and not p_value ? m;

    elsif r_keyword.name = 'additionalProperties' and r_keyword.argument <> 'true' and v_type = 'object' then
      return query
      select v.path, v.reason
        from jsonb_each(p_value) m
        cross join lateral tasker.json_schema_violations(
          p_root, r_keyword.argument, m.value, tasker.field_path(p_path, m.key), p_depth + 1) v
       where not coalesce(p_schema -> 'properties', '{}') ? m.key;

    elsif r_keyword.name = 'propertyNames' and v_type = 'object' then
      return query
      select tasker.field_path(p_path, m), 'has a name that ' || v.reason
        from jsonb_object_keys(p_value) m
        cross join lateral tasker.json_schema_violations(p_root, r_keyword.argument, to_jsonb(m), '', p_depth + 1) v;

    elsif r_keyword.name in ('items', 'prefixItems') and v_type = 'array' then
      return query
      select v.path, v.reason
        from jsonb_array_elements(p_value) with ordinality e
        cross join lateral (
          select case r_keyword.name
            when 'prefixItems' then r_keyword.argument -> (e.ordinality - 1)::integer
            when 'items' then case when e.ordinality > coalesce(jsonb_array_length(p_schema -> 'prefixItems'), 0)
                                   then r_keyword.argument end
          end as schema
        ) s
        cross join lateral tasker.json_schema_violations(
          p_root, s.schema, e.value, format('%s[%s]', p_path, e.ordinality - 1), p_depth + 1) v
       where s.schema is not null;

    elsif r_keyword.name = '$ref' then
      return query
      select v.path, v.reason
        from tasker.json_schema_violations(
          p_root, tasker.json_schema_target(p_root, r_keyword.argument #>> '{}'), p_value, p_path, p_depth + 1) v;

    elsif r_keyword.name = 'allOf' then
      return query
      select v.path, v.reason
        from jsonb_array_elements(r_keyword.argument) s
        cross join lateral tasker.json_schema_violations(p_root, s, p_value, p_path, p_depth + 1) v;

    elsif r_keyword.name in ('anyOf', 'oneOf', 'not') then
      select count(*) into v_matches
        from jsonb_array_elements(case r_keyword.name when 'not' then jsonb_build_array(r_keyword.argument)
                                                      else r_keyword.argument end) s
       where not exists (select from tasker.json_schema_violations(p_root, s, p_value, p_path, p_depth + 1));
      return query
      select p_path, c.reason
        from (values
          ('anyOf', v_matches = 0, 'must match one of the schemas in anyOf'),
          ('oneOf', v_matches <> 1, format('must match one of the schemas in oneOf, not %s', v_matches)),
          ('not', v_matches = 1, 'must not match the schema in not')
        ) c (name, is_violated, reason)
       where c.name = r_keyword.name and c.is_violated;

    else
      v_reason := tasker.json_schema_assertion_fault(r_keyword.name, r_keyword.argument, p_value);
      if v_reason is not null then
        return query select p_path, v_reason;
      end if;
    end if;
  end loop;
end
$$;
comment on function tasker.json_schema_violations is 'What a schema inside another finds wrong with a value.';
