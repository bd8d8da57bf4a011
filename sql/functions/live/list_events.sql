-- Lists what happened to tasks and steps, in the order of the history. Nothing is missed by who goes on where a call ended, as
-- long as p_until_id is settled (tasker_v1.get_settled_history). It reads all moves between the two ids: keep them near.
--
-- p_after_id, p_after_place  events up to this one are left out; place 2147483647 for all of a move
-- p_until_id    events of later moves are left out
-- p_limit       most events, 1 to 10000
-- p_namespaces, p_task_uuids  events of these namespaces and of these tasks; both null for all
--
-- returns   one row an event: what names it, what it may be filtered by, and its JSON
-- raises    TK001 limit out of range
create or replace function tasker_v1.list_events (
  p_after_id    bigint,
  p_after_place integer,
  p_until_id    bigint,
  p_limit       integer,
  p_namespaces  text[] default null,
  p_task_uuids  uuid[] default null
)
  returns table (
    history_id bigint, place integer, kind text, task_uuid uuid, namespace text, name text, to_state text, event text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
#variable_conflict use_column
declare
  v_has_tasks_only boolean := p_task_uuids is not null and p_namespaces is null;
  v_moves          tasker.history_move[];
begin
  perform tasker.check_row_limit('list events', p_limit);
  v_moves := array(
    select (l.history_id, l.task_uuid, null, l.at, l.from_state::text, l.via::text[] || l.to_state::text, null, null,
            l.metadata)::tasker.history_move
      from tasker.task_transition_log l
     where l.history_id >= p_after_id
       and l.history_id <= p_until_id
       and (not v_has_tasks_only or l.task_uuid = any (p_task_uuids))
    union all
    select (l.history_id, tasker.task_uuid(l.step_uuid), l.step_uuid, l.at, l.from_state::text,
            l.via::text[] || l.to_state::text, l.worker_uuid, l.attempt, l.metadata)::tasker.history_move
      from tasker.step_transition_log l
     where l.history_id >= p_after_id
       and l.history_id <= p_until_id
       and (not v_has_tasks_only or tasker.task_uuid(l.step_uuid) = any (p_task_uuids)));
  return query
  select d.* from tasker.describe_moves(v_moves, p_after_id, p_after_place, p_namespaces, p_task_uuids, p_limit) d;
end
$$;
comment on function tasker_v1.list_events is 'Lists what happened to tasks and steps, in the order of the history.';
