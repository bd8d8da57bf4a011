-- What is wrong with the steps of a template together: names used twice, dependencies that do not exist or
-- are listed twice, a cycle, a retry whose longest delay is shorter than its first.
--
-- returns  one row a fault: path and reason
create or replace function tasker.template_graph_faults (p_template jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  with step as materialized (
    select s.ordinality::integer as place, s.value as body, s.value ->> 'name' as name,
           min(s.ordinality) over (partition by s.value ->> 'name') as first_place
      from jsonb_array_elements(case jsonb_typeof(p_template -> 'steps') when 'array' then p_template -> 'steps' else '[]' end)
           with ordinality s
  ), edge as materialized (
    select e.*, min(e.place) over (partition by e.to_step, e.name) as first_place
      from tasker.template_edges(p_template) e
  )
  select format('steps[%s].name', s.place - 1), format('"%s" is the name of steps[%s] already', s.name, s.first_place - 1)
    from step s
   where s.place > s.first_place
  union all
  select format('steps[%s].dependencies[%s]', e.to_step - 1, e.place - 1),
         case when e.from_step is null then format('there is no step "%s"', e.name)
              else format('"%s" is listed twice', e.name) end
    from edge e
   where e.from_step is null or e.place > e.first_place
  union all
  select 'steps', 'a cycle: ' || c.names
    from tasker.template_cycle(p_template) c (names)
   where c.names is not null
  union all
  select format('steps[%s].retry.max_backoff_ms', s.place - 1), 'must be at least backoff_base_ms'
    from step s
   where jsonb_typeof(s.body #> '{retry,max_backoff_ms}') = 'number'
     and jsonb_typeof(s.body #> '{retry,backoff_base_ms}') = 'number'
     and s.body #> '{retry,max_backoff_ms}' < s.body #> '{retry,backoff_base_ms}'
$$;
comment on function tasker.template_graph_faults is 'What is wrong with the steps of a template together.';
