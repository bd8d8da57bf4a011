-- Gives up the right to finalize a task.
--
-- returns   true; false if the processor has no claim on it, or one that expired
-- locks     the task's claim
create or replace function tasker_v1.release_finalization_claim (p_task_uuid uuid, p_processor_id varchar)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_expires_at timestamptz;
begin
  delete from tasker.task_finalization_claims c
   where c.task_uuid = p_task_uuid
     and c.processor_id = p_processor_id
  returning c.expires_at into v_expires_at;
  return coalesce(v_expires_at > tasker.now(), false);
end
$$;
comment on function tasker_v1.release_finalization_claim is 'Gives up the right to finalize a task.';
