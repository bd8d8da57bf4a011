-- Lists what happened to one task and its steps, in the order of the history. It reads that task's history only.
--
-- p_task_uuid   the task
-- p_after_id, p_after_place, p_until_id, p_limit  as in tasker_v1.list_events
--
-- returns   one row an event: what names it, what it may be filtered by, and its JSON
-- raises    TK001 limit out of range · TK101 no such task
create or replace function tasker_v1.list_task_events (
  p_task_uuid   uuid,
  p_after_id    bigint,
  p_after_place integer,
  p_until_id    bigint,
  p_limit       integer
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
  v_moves tasker.history_move[];
begin
  perform tasker.check_row_limit('list the events of a task', p_limit);
  -- an id plus nothing: no index on it, which would read what happened to all other tasks meanwhile
  v_moves := array(
    select (l.history_id, l.task_uuid, null, l.at, l.from_state::text, l.via::text[] || l.to_state::text, null, null,
            l.metadata)::tasker.history_move
      from tasker.task_transition_log l
     where l.task_uuid = p_task_uuid
       and l.history_id + 0 between p_after_id and p_until_id
    union all
    select (l.history_id, p_task_uuid, l.step_uuid, l.at, l.from_state::text,
            l.via::text[] || l.to_state::text, l.worker_uuid, l.attempt, l.metadata)::tasker.history_move
      from tasker.step_transition_log l
     where l.step_uuid > p_task_uuid
       and l.step_uuid <= tasker.step_uuid(p_task_uuid, 65535)
       and l.history_id + 0 between p_after_id and p_until_id);
  if cardinality(v_moves) = 0 and not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('list the events of', p_task_uuid);
  end if;
  return query
  select d.* from tasker.describe_moves(v_moves, p_after_id, p_after_place, null, null, p_limit) d;
end
$$;
comment on function tasker_v1.list_task_events is 'Lists what happened to one task and its steps.';
