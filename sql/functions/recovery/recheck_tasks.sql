-- Looks after what no other loop sees: tasks whose owner went stale, and parked results whose message was lost.
-- For once a minute: it reads the whole queue.
--
-- p_limit  most to look after in one call
--
-- returns   how many were looked after
-- locks     for stale owners: live steps by id, then tasks by id
create or replace function tasker_v1.recheck_tasks (p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now      timestamptz := tasker.now();
  v_stale    uuid[];
  v_messages jsonb[];
begin
  v_stale := array(select t.task_uuid
                     from tasker.tasks t
                    where t.processor_uuid is not null
                      and t.owned_at < v_now - (select s.ownership_timeout from tasker.settings s)
                    order by t.owned_at
                    limit p_limit);
  if cardinality(v_stale) > 0 then
    perform tasker.lock_live_steps(v_stale);
    perform tasker.disown_tasks(v_stale);
    perform tasker.settle_tasks(v_stale);
  end if;

  select array_agg(p.message) into v_messages
    from (select jsonb_build_object('task_uuid', s.task_uuid, 'step_uuid', s.step_uuid, 'correlation_id', t.correlation_id) as message
            from tasker.step_queue q
            join tasker.workflow_steps s on s.step_uuid = q.step_uuid
            join tasker.tasks t on t.task_uuid = s.task_uuid
           where q.leased_until = 'infinity'
             and s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
             and not exists (select from pgmq.q_orchestration_step_results m
                              where (m.message ->> 'step_uuid')::uuid = s.step_uuid)
           limit p_limit) p;
  if v_messages is not null then
    perform tasker_v1.pgmq_send_batch_with_notify('orchestration_step_results', v_messages);
  end if;
  return cardinality(v_stale) + coalesce(cardinality(v_messages), 0);
end
$$;
comment on function tasker_v1.recheck_tasks is 'Looks after stale owners and lost messages.';
