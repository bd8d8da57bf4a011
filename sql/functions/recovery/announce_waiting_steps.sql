-- Announces steps that wait in the queue for no worker to have heard of them: a lost notification, a lost message.
-- A message that was lost is in tasker.recovery_events: step_message_lost.
--
-- p_limit  most messages to send again (transport pgmq)
--
-- returns   how many namespaces (direct) or steps (pgmq) were announced
create or replace function tasker_v1.announce_waiting_steps (p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_namespace_ids integer[];
  v_step_uuids    uuid[];
begin
  select array_agg(n.namespace_id) into v_namespace_ids
    from tasker.task_namespaces n
   where exists (select from tasker.step_queue q where q.namespace_id = n.namespace_id and q.worker_uuid is null and q.rank is not null);
  if v_namespace_ids is null then
    return 0;
  end if;
  if (select s.transport from tasker.settings s) = 'direct' then
    perform tasker.announce_steps(v_namespace_ids, null);
    return cardinality(v_namespace_ids);
  end if;
  v_step_uuids := array(select w.step_uuid from tasker.unannounced_steps(v_namespace_ids) w limit p_limit);
  perform tasker.send_step_messages(v_step_uuids);
  perform tasker.note_recovery('step_message_lost', v_step_uuids);
  return cardinality(v_step_uuids);
end
$$;
comment on function tasker_v1.announce_waiting_steps is 'Announces steps that wait in the queue unheard of.';
