-- Takes every lock that a batch with failures will need, in the global order, before anything is written:
-- a failure is judged with its whole task, a success only with its children.
--
-- locks  the batch's queue rows by step id, then the live steps of its tasks by id
create or replace function tasker.lock_for_failures (p_worker_uuid uuid, p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  v_task_uuids uuid[];
begin
  perform
     from tasker.step_queue q
    where q.step_uuid = any (p_step_uuids)
      and q.worker_uuid = p_worker_uuid
    order by q.step_uuid
      for update;

  select array_agg(distinct tasker.task_uuid(u.step_uuid)) into v_task_uuids
    from unnest(p_step_uuids) u (step_uuid);
  perform tasker.lock_live_steps(v_task_uuids);
end
$$;
comment on function tasker.lock_for_failures is 'Takes every lock that a batch with failures will need.';
