-- What is wrong with one field's value, by the kind of field; the object or entries it holds are visited apart.
--
-- p_kind, p_low, p_high, p_choices  as in tasker.template_fields
-- returns                           a reason, or null when nothing is wrong
create or replace function tasker.template_field_fault (
  p_value   jsonb,
  p_kind    text,
  p_low     integer,
  p_high    integer,
  p_choices text[]
)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select case p_kind
    when 'namespace' then
      case when v.type <> 'string' or v.text !~ '^[a-z][a-z0-9_]{0,28}$'
           then 'must be a name of up to 29 characters a-z 0-9 _ that begins with a letter' end
    when 'name' then
      case when v.type <> 'string' or v.text !~ '^[A-Za-z][A-Za-z0-9_.-]{0,127}$'
           then 'must be a name of up to 128 characters a-z A-Z 0-9 _ . - that begins with a letter' end
    when 'event_name' then
      case when v.type <> 'string' or length(v.text) > p_high or v.text !~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'
           then 'must be an event name such as "order.completed"' end
    when 'version' then
      case when v.type <> 'string' or length(v.text) > p_high or v.text !~ tasker.semver_pattern()
           then format('must be a semantic version of up to %s characters, such as "1.0.0"', p_high) end
    when 'text' then
      case when v.type <> 'string' or length(v.text) not between p_low and p_high
           then format('must be a string of %s to %s characters', p_low, p_high) end
    when 'choice' then
      case when v.type <> 'string' or v.text <> all (p_choices)
           then 'must be one of ' || array_to_string(p_choices, ', ') end
    when 'boolean' then
      case when v.type <> 'boolean' then 'must be true or false' end
    when 'integer' then
      case when v.type <> 'number' or v.number % 1 <> 0 or v.number not between p_low and p_high
           then format('must be a whole number from %s to %s', p_low, p_high) end
    when 'number' then
      case when v.type <> 'number' or v.number not between p_low and p_high
           then format('must be a number from %s to %s', p_low, p_high) end
    when 'object' then
      case when v.type <> 'object' then 'must be an object' end
    when 'schema' then
      case when v.type not in ('object', 'boolean') then 'must be a JSON schema' end
    when 'list' then
      case when v.type <> 'array' or v.length not between p_low and p_high
           then format('must be an array of %s to %s entries', p_low, p_high) end
    when 'texts' then
      case when v.type <> 'array'
                or exists (select from jsonb_array_elements(p_value) e
                            where jsonb_typeof(e) <> 'string' or length(e #>> '{}') not between p_low and p_high)
           then format('must be an array of strings of %s to %s characters', p_low, p_high) end
    when 'pointers' then
      case when v.type <> 'array'
                or exists (select from jsonb_array_elements(p_value) e
                            where jsonb_typeof(e) <> 'string' or length(e #>> '{}') not between p_low and p_high
                               or e #>> '{}' !~ '^(/([^/~]|~[01])+)*$')
           then format('must be an array of JSON Pointers of %s to %s characters, such as "/card/number"', p_low, p_high) end
  end
    from (select jsonb_typeof(p_value) as type,
                 p_value #>> '{}' as text,
                 case jsonb_typeof(p_value) when 'number' then (p_value #>> '{}')::numeric end as number,
                 case jsonb_typeof(p_value) when 'array' then jsonb_array_length(p_value) end as length) v
$$;
comment on function tasker.template_field_fault is 'What is wrong with one field''s value.';
