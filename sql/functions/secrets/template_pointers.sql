-- The pointers that a template, or one of its steps, declares sensitive.
--
-- returns  the pointers, each once; null for none
create or replace function tasker.template_pointers (p_declaring jsonb)
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  select array_agg(distinct s.pointer)
    from jsonb_array_elements_text(case jsonb_typeof(p_declaring -> 'sensitive')
                                   when 'array' then p_declaring -> 'sensitive' end) s (pointer)
$$;
comment on function tasker.template_pointers is 'The pointers that a template, or one of its steps, declares sensitive.';
