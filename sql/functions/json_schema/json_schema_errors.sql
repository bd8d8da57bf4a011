-- Everything that is wrong with a value by a JSON Schema that tasker.json_schema_faults found no fault with.
--
-- p_value  SQL null counts as JSON null
-- p_path   where the value stands, to begin the paths with
--
-- returns  one row a violation: path such as `lines[2].sku`, and reason; none when the value matches
create or replace function tasker.json_schema_errors (p_schema jsonb, p_value jsonb, p_path text default '')
  returns table (path text, reason text)
  language sql
  immutable
as $$
  select v.path, v.reason
    from tasker.json_schema_violations(p_schema, p_schema, coalesce(p_value, 'null'), p_path, 0) v
   where p_schema not in ('true', '{}')
$$;
comment on function tasker.json_schema_errors is 'Everything that is wrong with a value by a JSON Schema.';
