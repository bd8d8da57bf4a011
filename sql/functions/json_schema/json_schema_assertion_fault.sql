-- What one keyword that looks at nothing but the value itself finds wrong with it. A keyword for values of
-- another type finds nothing, and so do annotations.
--
-- returns  a reason, or null when nothing is wrong
create or replace function tasker.json_schema_assertion_fault (p_keyword text, p_argument jsonb, p_value jsonb)
  returns text
  language plpgsql
  immutable
as $$
declare
  v_type   text := jsonb_typeof(p_value);
  v_text   text;
  v_limit  numeric;
  v_number numeric;
begin
  if p_keyword = 'type' then
    return case when not (p_argument @> to_jsonb(v_type)
                          or v_type = 'number' and p_argument @> '"integer"' and (p_value #>> '{}')::numeric % 1 = 0)
                then format('must be of type %s, not %s', translate(p_argument::text, '"[]', ''), v_type) end;
  elsif p_keyword = 'const' then
    return case when p_value <> p_argument then format('must be %s, not %s', p_argument, left(p_value::text, 100)) end;
  elsif p_keyword = 'enum' then
    return case when not exists (select from jsonb_array_elements(p_argument) e where e = p_value)
                then format('must be one of %s, not %s', p_argument, left(p_value::text, 100)) end;
  elsif p_keyword = 'uniqueItems' then
    return case when p_argument = 'true' and v_type = 'array'
                     and (select count(distinct e) < count(*) from jsonb_array_elements(p_value) e)
                then 'must not hold the same item twice' end;
  end if;

  v_text  := p_value #>> '{}';
  v_limit := case jsonb_typeof(p_argument) when 'number' then (p_argument #>> '{}')::numeric end;
  v_number := case v_type
    when 'number' then v_text::numeric
    when 'string' then length(v_text)
    when 'array'  then jsonb_array_length(p_value)
    when 'object' then jsonb_array_length(jsonb_path_query_array(p_value, '$.keyvalue()'))
  end;
  return case p_keyword || ' ' || v_type
    when 'pattern string' then
      case when not tasker.matches_pattern(v_text, p_argument #>> '{}') then format('must match %s', p_argument) end
    when 'format string' then
      case when not tasker.matches_format(v_text, p_argument #>> '{}') then format('must be a valid %s', p_argument #>> '{}') end
    when 'minLength string' then case when v_number < v_limit then format('must have at least %s characters', v_limit) end
    when 'maxLength string' then case when v_number > v_limit then format('must have at most %s characters', v_limit) end
    when 'minItems array'   then case when v_number < v_limit then format('must have at least %s items', v_limit) end
    when 'maxItems array'   then case when v_number > v_limit then format('must have at most %s items', v_limit) end
    when 'minProperties object' then case when v_number < v_limit then format('must have at least %s properties', v_limit) end
    when 'maxProperties object' then case when v_number > v_limit then format('must have at most %s properties', v_limit) end
    when 'minimum number' then case when v_number < v_limit then format('must be at least %s', v_limit) end
    when 'maximum number' then case when v_number > v_limit then format('must be at most %s', v_limit) end
    when 'exclusiveMinimum number' then case when v_number <= v_limit then format('must be greater than %s', v_limit) end
    when 'exclusiveMaximum number' then case when v_number >= v_limit then format('must be less than %s', v_limit) end
    when 'multipleOf number' then case when v_number % v_limit <> 0 then format('must be a multiple of %s', v_limit) end
  end;
end
$$;
comment on function tasker.json_schema_assertion_fault is 'What one keyword finds wrong with a value by itself.';
