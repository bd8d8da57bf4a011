-- The steps of a valid template with their places in it: positions from 1 in topological order, by level
-- and then by order of appearance; levels by the longest path from a root.
--
-- returns  one row a step, by position; body is the step as written
create or replace function tasker.template_steps (p_template jsonb)
  returns table ("position" integer, level integer, name text, parents text[], children_count integer, body jsonb)
  language plpgsql
  stable
as $$
declare
  v_from   integer[];
  v_to     integer[];
  v_levels integer[];
begin
  select coalesce(array_agg(e.from_step), '{}'), coalesce(array_agg(e.to_step), '{}')
    into v_from, v_to
    from tasker.template_edges(p_template) e;
  v_levels := tasker.graph_levels(jsonb_array_length(p_template -> 'steps'), v_from, v_to);

  return query
  with parent as (
    select e.to_step, array_agg(e.name order by e.name) as names from tasker.template_edges(p_template) e group by e.to_step
  ), child as (
    select u.from_step, count(*)::integer as steps_count from unnest(v_from) u (from_step) group by u.from_step
  )
  select (row_number() over (order by v_levels[s.ordinality], s.ordinality))::integer,
         v_levels[s.ordinality], s.value ->> 'name', coalesce(p.names, '{}'), coalesce(c.steps_count, 0), s.value
    from jsonb_array_elements(p_template -> 'steps') with ordinality s
    left join parent p on p.to_step = s.ordinality
    left join child c on c.from_step = s.ordinality
   order by 1;
end
$$;
comment on function tasker.template_steps is 'The steps of a valid template with their places in it.';
