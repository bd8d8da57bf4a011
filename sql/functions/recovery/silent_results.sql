-- Steps with a parked result that no message on orchestration_step_results names. Reads the whole queue.
--
-- returns  at most p_limit
create or replace function tasker.silent_results (p_limit integer)
  returns uuid[]
  language sql
  stable
as $$
  select array(
    select s.step_uuid
      from tasker.step_queue q
      join tasker.workflow_steps s on s.step_uuid = q.step_uuid
     where q.leased_until = 'infinity'
       and s.state in ('enqueued_for_orchestration', 'enqueued_as_error_for_orchestration')
       and not exists (select from pgmq.q_orchestration_step_results m
                        where m.message ->> 'step_uuid' = s.step_uuid::text)
     order by s.step_uuid
     limit p_limit)
$$;
comment on function tasker.silent_results is 'Steps with a parked result that no message names.';
