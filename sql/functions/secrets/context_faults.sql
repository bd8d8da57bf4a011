-- Everything that is wrong with a context by its template's schema. What stands at a sensitive place is sealed: whoever
-- sealed it checked it, here only that it is there.
--
-- p_context    defaults filled in
-- p_sensitive  the pointers that its template declares; null for none
--
-- returns  one row a violation: path and reason
create or replace function tasker.context_faults (p_schema jsonb, p_context jsonb, p_sensitive text[])
  returns table (path text, reason text)
  language sql
  immutable
as $$
  select e.path, e.reason
    from tasker.json_schema_errors(p_schema, p_context) e
   where p_sensitive is null
      or e.reason = 'is missing'
      or not exists (select from unnest(p_sensitive) s (pointer)
                      where starts_with(regexp_replace(e.path, '\[\d+\]', '', 'g') || '.',
                                        array_to_string(tasker.pointer_keys(s.pointer), '.') || '.'))
$$;
comment on function tasker.context_faults is 'Everything that is wrong with a context by its template''s schema.';
