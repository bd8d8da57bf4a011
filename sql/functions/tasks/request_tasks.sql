-- Asks for tasks by messages on orchestration_task_requests; an orchestrator creates them.
-- The requests are checked now, so that a bad one is refused here and not lost there.
--
-- p_requests  as tasker_v1.create_tasks; give each an idempotency_key if it must not be created twice
--
-- returns   one message id a request
-- raises    what tasker_v1.create_tasks raises
create or replace function tasker_v1.request_tasks (p_requests jsonb)
  returns setof bigint
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.resolve_requests(p_requests, (select s.max_context_bytes from tasker.settings s));
  return query
  select s.msg_id
    from tasker_v1.pgmq_send_batch_with_notify('orchestration_task_requests', array(
           select jsonb_build_object('request_id', tasker.uuidv7(), 'task_request', r.value,
                                     'metadata', jsonb_build_object('requested_at', tasker.now()))
             from jsonb_array_elements(p_requests) with ordinality r
            order by r.ordinality)) s (msg_id);
end
$$;
comment on function tasker_v1.request_tasks is 'Asks for tasks by messages; an orchestrator creates them.';
