-- Applies the installation's policy: drops partitions of the history that are old enough, and deletes a batch of tasks
-- that are over for long enough. Without a policy it does nothing. One session at a time does it.
--
-- returns   how many partitions were dropped, and tasks deleted; has_more: another batch is waiting
-- locks     as prune_history() and archive_tasks()
create or replace function tasker_v1.run_retention ()
  returns table (partitions_count integer, tasks_count integer, has_more boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_upkeep     tasker.upkeep;
  v_partitions integer := 0;
  v_tasks      integer := 0;
begin
  select u.* into v_upkeep from tasker.upkeep u;
  if pg_try_advisory_xact_lock(hashtextextended('tasker.run_retention', 0)) then
    if v_upkeep.keep_tasks is not null then
      v_tasks := tasker_v1.archive_tasks(v_upkeep.keep_tasks, v_upkeep.archive_batch);
    end if;
    if v_upkeep.keep_history is not null and v_tasks < v_upkeep.archive_batch then
      v_partitions := tasker_v1.prune_history(v_upkeep.keep_history);
    end if;
    update tasker.upkeep u set retained_at = tasker.now();
  end if;
  return query select v_partitions, v_tasks, v_tasks >= v_upkeep.archive_batch;
end
$$;
comment on function tasker_v1.run_retention is 'Applies the installation''s policy of how long tasks and history are kept.';
