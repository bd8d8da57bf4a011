-- Names one cycle of a template's steps, if there is any: "a → b → a", each needing the one before it.
-- What graph_levels leaves without a level has a parent left without one, so going from parent to
-- parent must come back to where it was.
--
-- returns  the names, or null when there is no cycle
create or replace function tasker.template_cycle (p_template jsonb)
  returns text
  language plpgsql
  stable
as $$
declare
  v_count   integer;
  v_from    integer[];
  v_to      integer[];
  v_levels  integer[];
  v_parents integer[];
  v_walk    integer[] := '{}';
  v_node    integer;
begin
  if jsonb_typeof(p_template -> 'steps') is distinct from 'array' then
    return null;
  end if;
  v_count := jsonb_array_length(p_template -> 'steps');
  select coalesce(array_agg(e.from_step), '{}'), coalesce(array_agg(e.to_step), '{}')
    into v_from, v_to
    from (select distinct e.from_step, e.to_step from tasker.template_edges(p_template) e where e.from_step is not null) e;
  v_levels := tasker.graph_levels(v_count, v_from, v_to);

  select array_agg(p.from_step order by n.node), min(n.node) filter (where v_levels[n.node] is null)
    into v_parents, v_node
    from generate_series(1, v_count) n (node)
    left join lateral (
      select min(e.from_step) as from_step
        from unnest(v_from, v_to) e (from_step, to_step)
       where e.to_step = n.node and v_levels[e.from_step] is null and v_levels[n.node] is null
    ) p on true;
  if v_node is null then
    return null;
  end if;

  while v_node <> all (v_walk) loop
    v_walk := v_node || v_walk;
    v_node := v_parents[v_node];
  end loop;
  v_walk := v_node || v_walk[:array_position(v_walk, v_node)];
  return (select string_agg(p_template -> 'steps' -> (w.node - 1) ->> 'name', ' → ' order by w.place)
            from unnest(v_walk) with ordinality w (node, place));
end
$$;
comment on function tasker.template_cycle is 'Names one cycle of a template''s steps, if there is any.';
