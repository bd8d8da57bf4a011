-- The tasks at the head of a namespace's queue: those of its unclaimed steps, by rank. It reads the queue along its index until
-- it has met enough tasks, so what it costs is set by their ready steps, not by the length of the queue. Which tasks come first
-- among many of one rank is open, as it is in a claim.
--
-- p_limit  tasks at most
--
-- returns  one row a task
create or replace function tasker.next_tasks (p_namespace_id integer, p_limit integer)
  returns table (task_uuid uuid, rank bigint)
  language plpgsql
  stable
as $$
declare
  v_found uuid[] := '{}';
  r_step  record;
begin
  for r_step in
    select q.step_uuid, q.rank
      from tasker.step_queue q
     where q.namespace_id = p_namespace_id
       and q.worker_uuid is null
       and q.rank is not null
     order by q.rank
  loop
    task_uuid := tasker.task_uuid(r_step.step_uuid);
    if task_uuid <> all (v_found) then
      rank := r_step.rank;
      v_found := v_found || task_uuid;
      return next;
      exit when cardinality(v_found) >= p_limit;
    end if;
  end loop;
end
$$;
comment on function tasker.next_tasks is 'The tasks at the head of a namespace''s queue.';
