-- The names of members that a JSON Pointer (RFC 6901) consists of; none for the empty pointer.
create or replace function tasker.pointer_keys (p_pointer text)
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  select coalesce(array_agg(replace(replace(k.key, '~1', '/'), '~0', '~') order by k.place), '{}')
    from unnest((string_to_array(p_pointer, '/'))[2:]) with ordinality k (key, place)
$$;
comment on function tasker.pointer_keys is 'The names of members that a JSON Pointer consists of.';
