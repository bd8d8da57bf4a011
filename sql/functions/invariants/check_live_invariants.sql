-- Looks for what must never be among what is live: the tasks that a queue row, a timer, a failure or a processor points
-- at, and the newest thousand. What it costs grows with those, not with what is over: for every second, while
-- tasker_v1.check_invariants() looks at everything.
--
-- returns   the invariant (see tasker_v1.check_invariants), the task or step, and what is wrong
create or replace function tasker_v1.check_live_invariants ()
  returns table (invariant text, entity text, detail text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  set work_mem = '64MB'
  set jit = off
as $$
declare
  v_live  uuid[] := tasker.live_tasks();
  v_tasks uuid[];
  v_place integer;
  v_first uuid[];
  v_last  uuid[];
begin
  for v_place in 1 .. cardinality(v_live) by 5000 loop
    v_tasks := v_live[v_place:v_place + 4999];
    select array_agg(s.first_uuid), array_agg(s.last_uuid) into v_first, v_last from tasker.task_spans(v_tasks) s;
    return query select v.invariant, v.entity::text, v.detail from tasker.broken_invariants(v_first, v_last) v;
  end loop;
end
$$;
comment on function tasker_v1.check_live_invariants is 'Looks for what must never be among what is live.';
