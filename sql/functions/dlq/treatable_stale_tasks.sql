-- Stale tasks about which something is to be done, by their template or the installation.
--
-- p_task_uuids  tasks to look at
-- p_workerless  those of them that only lack a worker: left out
-- p_limit       most to give
--
-- returns  the longest still first
create or replace function tasker.treatable_stale_tasks (p_task_uuids uuid[], p_workerless uuid[], p_limit integer)
  returns tasker.stale_task[]
  language sql
  stable
as $$
  select array(
    select s
      from tasker.stale_tasks(array(select t from unnest(p_task_uuids) t except select w from unnest(p_workerless) w),
                              null, null, null, null, null) s
     where s.goes_to_dlq or coalesce(s.auto_fail, (select u.fails_stale_tasks from tasker.upkeep u))
     limit p_limit)
$$;
comment on function tasker.treatable_stale_tasks is 'Stale tasks about which something is to be done, by their template or the installation.';
