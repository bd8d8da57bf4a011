-- Tells whether the history still has what lies behind an id, for who wants to go on there.
--
-- returns  'there'; 'pruned' when nothing is left up to the id, so that what followed it may be gone too; 'ahead' when the id
--          was never drawn here: it is of another database, or a backup older than it was restored
-- raises   TK001 an id that is null or below 0
create or replace function tasker_v1.check_history_id (p_history_id bigint)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
begin
  if coalesce(p_history_id, -1) < 0 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot look into the history: the id is %s', coalesce(p_history_id::text, 'null')),
      hint = 'Give the id of an event, or 0 for the beginning.';
  end if;
  return case
    when p_history_id > (select case when o.is_called then o.last_value else 0 end from tasker.history_order o) then 'ahead'
    when p_history_id = 0
      or exists (select from tasker.task_transition_log l where l.history_id <= p_history_id)
      or exists (select from tasker.step_transition_log l where l.history_id <= p_history_id) then 'there'
    else 'pruned'
  end;
end
$$;
comment on function tasker_v1.check_history_id is 'Tells whether the history still has what lies behind an id.';
