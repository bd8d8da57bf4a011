-- The dependencies of a template's steps, as far as the template is well-formed: for checks and for writing.
--
-- returns  to_step, from_step    places in the array of steps, from 1; from_step is null for an unknown name
--          place, name           place in the array of dependencies, from 1, and what it says
create or replace function tasker.template_edges (p_template jsonb)
  returns table (to_step integer, from_step integer, place integer, name text)
  language sql
  stable
as $$
  with step as materialized (
    select s.ordinality::integer as place, s.value ->> 'name' as name, s.value -> 'dependencies' as dependencies
      from jsonb_array_elements(case jsonb_typeof(p_template -> 'steps') when 'array' then p_template -> 'steps' else '[]' end)
           with ordinality s
  ), named as materialized (
    select min(s.place) as place, s.name from step s group by s.name
  )
  select s.place, n.place, d.ordinality::integer, d.value #>> '{}'
    from step s
    cross join lateral jsonb_array_elements(case jsonb_typeof(s.dependencies) when 'array' then s.dependencies else '[]' end)
               with ordinality d
    left join named n on n.name = d.value #>> '{}'
   where jsonb_typeof(d.value) = 'string'
$$;
comment on function tasker.template_edges is 'The dependencies of a template''s steps.';
