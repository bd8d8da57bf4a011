-- Tells whether something that must be sealed is sealed with another key than this one. What only looks sealed, at a place
-- that the template does not declare, is a caller's own and nobody's to seal anew.
--
-- p_sensitive  the pointers that the template, or its step, declares; null for none
create or replace function tasker.is_sealed_otherwise (p_value jsonb, p_sensitive text[], p_key text)
  returns boolean
  language sql
  immutable
as $$
  select exists (select
                   from unnest(p_sensitive) s (pointer)
                  cross join lateral jsonb_path_query(p_value, tasker.sensitive_path(s.pointer), silent => true) f (value)
                  where tasker.is_sealed(f.value)
                    and f.value #>> '{$sealed,kid}' <> p_key)
$$;
comment on function tasker.is_sealed_otherwise is 'Tells whether something that must be sealed is sealed with another key than this one.';
