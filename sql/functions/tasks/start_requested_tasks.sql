-- Inserts tasks and starts their first steps for a worker, which is made known if it was not.
--
-- parameters, raises  as tasker_v1.start_tasks, the caller that fixes the plans
create or replace function tasker.start_requested_tasks (p_worker_uuid uuid, p_requests jsonb, p_leased_until timestamptz)
  returns tasker.inserted_tasks
  language plpgsql
  volatile
as $$
begin
  if (select w.state from tasker.workers w where w.worker_uuid = p_worker_uuid) is distinct from 'running' then
    perform tasker.note_worker(p_worker_uuid, array(
      select distinct n.value #>> '{}' from jsonb_path_query(p_requests, '$[*].namespace') n (value)));
  end if;
  return tasker.insert_tasks(p_requests, p_worker_uuid, p_leased_until);
end
$$;
comment on function tasker.start_requested_tasks is 'Inserts tasks and starts their first steps for a worker.';
