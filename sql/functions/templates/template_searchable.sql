-- The paths in the context that a template declares searchable.
--
-- returns  the paths; null for none
create or replace function tasker.template_searchable (p_template jsonb)
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  select array_agg(distinct s.path)
    from jsonb_array_elements_text(case jsonb_typeof(p_template -> 'searchable')
                                   when 'array' then p_template -> 'searchable' end) s (path)
$$;
comment on function tasker.template_searchable is 'The paths in the context that a template declares searchable.';
