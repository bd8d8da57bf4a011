-- What is wrong with the argument of a JSON Schema keyword, by its kind in tasker.json_schema_keywords.
-- The schemas that it holds are judged apart.
--
-- returns  a reason, or null when nothing is wrong
create or replace function tasker.json_schema_argument_fault (p_root jsonb, p_kind text, p_argument jsonb)
  returns text
  language sql
  immutable
as $$
  select case p_kind
    when 'types' then
      case when not (v.type = 'string' and p_argument <@ v.types
                     or v.type = 'array' and p_argument <@ v.types and p_argument <> '[]')
           then 'must be one or several of null, boolean, integer, number, string, array, object' end
    when 'list' then case when v.type <> 'array' then 'must be an array' end
    when 'texts' then
      case when v.type <> 'array' or exists (select from jsonb_array_elements(p_argument) e where jsonb_typeof(e) <> 'string')
           then 'must be an array of strings' end
    when 'schema_map' then case when v.type <> 'object' then 'must be an object of schemas' end
    when 'schemas' then case when v.type <> 'array' or p_argument = '[]' then 'must be a non-empty array of schemas' end
    when 'count' then
      case when v.type <> 'number' or v.number % 1 <> 0 or v.number not between 0 and 2147483647
           then 'must be a whole number from 0 to 2147483647' end
    when 'number' then case when v.type <> 'number' then 'must be a number' end
    when 'divisor' then case when v.type <> 'number' or v.number <= 0 then 'must be a number greater than 0' end
    when 'boolean' then case when v.type <> 'boolean' then 'must be true or false' end
    when 'text' then case when v.type <> 'string' then 'must be a string' end
    when 'pattern' then
      case when v.type <> 'string' then 'must be a string'
           when not tasker.is_pattern(v.text) then 'is not a regular expression that PostgreSQL understands' end
    when 'reference' then
      case when v.type <> 'string' or jsonb_typeof(tasker.json_schema_target(p_root, v.text)) is null
             or jsonb_typeof(tasker.json_schema_target(p_root, v.text)) not in ('object', 'boolean')
           then 'must point to a schema in this document, such as "#/$defs/address"' end
  end
    from (select jsonb_typeof(p_argument) as type,
                 p_argument #>> '{}' as text,
                 case jsonb_typeof(p_argument) when 'number' then (p_argument #>> '{}')::numeric end as number,
                 '["null", "boolean", "integer", "number", "string", "array", "object"]'::jsonb as types) v
$$;
comment on function tasker.json_schema_argument_fault is 'What is wrong with the argument of a JSON Schema keyword.';
