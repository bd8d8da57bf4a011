-- What a context has in the open that must be sealed.
--
-- p_sensitive  the pointers that its template declares; null for none
--
-- returns  one row a pointer: path as a schema's violations have it, and reason; the value is not told
create or replace function tasker.unsealed_faults (p_context jsonb, p_sensitive text[])
  returns table (path text, reason text)
  language sql
  immutable
as $$
  select array_to_string(tasker.pointer_keys(s.pointer), '.'), 'must be sealed'
    from unnest(p_sensitive) s (pointer)
   where exists (select from jsonb_path_query(p_context, tasker.sensitive_path(s.pointer), silent => true) f (value)
                  where not tasker.is_sealed(f.value))
$$;
comment on function tasker.unsealed_faults is 'What a context has in the open that must be sealed.';
