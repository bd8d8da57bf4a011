-- A value with a JSON Schema's defaults filled in wherever a property is absent, at every depth. What is
-- there stays, also null, false, 0 and "". Defaults inside anyOf, oneOf and not are left alone: which
-- branch holds is for the value to say.
--
-- p_value  SQL null where the whole value is absent
-- returns  the value, or null where it is absent and there is no default
create or replace function tasker.json_schema_defaults (p_schema jsonb, p_value jsonb)
  returns jsonb
  language sql
  immutable
as $$
  select case when jsonb_path_exists(p_schema, '$.**.default')
              then tasker.json_schema_filled(p_schema, p_schema, p_value, 0)
              else p_value end
$$;
comment on function tasker.json_schema_defaults is 'A value with a JSON Schema''s defaults filled in.';
