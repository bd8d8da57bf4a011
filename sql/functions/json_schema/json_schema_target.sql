-- What a local $ref points to: `#`, or `#/` and a JSON pointer; null when there is nothing.
--
-- source  RFC 6901
create or replace function tasker.json_schema_target (p_root jsonb, p_reference text)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_reference = '#' then p_root
    when p_reference like '#/%' then p_root #> array(
      select replace(replace(s.key, '~1', '/'), '~0', '~')
        from unnest(string_to_array(substr(p_reference, 3), '/')) with ordinality s (key, place)
       order by s.place)
  end
$$;
comment on function tasker.json_schema_target is 'What a local $ref points to.';
