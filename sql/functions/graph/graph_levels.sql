-- Finds how deep each node of a graph lies: 0 for roots, else one more than its deepest parent. In the
-- time of nodes plus edges: nodes are taken off one by one as soon as all their parents are.
--
-- p_nodes_count    nodes, numbered from 1
-- p_from, p_to     edges, one at each index: "to" needs "from"; each edge once
--
-- returns  a level for each node; null for nodes on a cycle and all that needs them
create or replace function tasker.graph_levels (p_nodes_count integer, p_from integer[], p_to integer[])
  returns integer[]
  language plpgsql
  immutable
  parallel safe
as $$
declare
  v_levels    integer[] := array_fill(null::integer, array[p_nodes_count]);
  v_depths    integer[] := array_fill(0, array[p_nodes_count]);
  v_missing   integer[] := array_fill(0, array[p_nodes_count]);
  v_children  integer[];
  v_first     integer[] := array_fill(1, array[p_nodes_count]);
  v_last      integer[] := array_fill(0, array[p_nodes_count]);
  v_taken     integer[] := '{}';
  v_next      integer := 1;
  v_node      integer;
  v_child     integer;
begin
  select coalesce(array_agg(e.to_node order by e.from_node), '{}') into v_children
    from unnest(p_from, p_to) e (from_node, to_node);
  for v_node, v_child, v_next in
    select e.from_node, min(e.place), max(e.place)
      from (select u.from_node, row_number() over (order by u.from_node) as place from unnest(p_from) u (from_node)) e
     group by e.from_node
  loop
    v_first[v_node] := v_child;
    v_last[v_node] := v_next;
  end loop;
  foreach v_child in array p_to loop
    v_missing[v_child] := v_missing[v_child] + 1;
  end loop;

  for v_node in 1 .. p_nodes_count loop
    if v_missing[v_node] = 0 then
      v_taken := v_taken || v_node;
    end if;
  end loop;
  v_next := 1;
  while v_next <= cardinality(v_taken) loop
    v_node := v_taken[v_next];
    v_levels[v_node] := v_depths[v_node];
    for v_place in v_first[v_node] .. v_last[v_node] loop
      v_child := v_children[v_place];
      v_depths[v_child] := greatest(v_depths[v_child], v_depths[v_node] + 1);
      v_missing[v_child] := v_missing[v_child] - 1;
      if v_missing[v_child] = 0 then
        v_taken := v_taken || v_child;
      end if;
    end loop;
    v_next := v_next + 1;
  end loop;
  return v_levels;
end
$$;
comment on function tasker.graph_levels is 'Finds how deep each node of a graph lies.';
