-- Creates a queue if it is missing.
--
-- p_queue_name  1 to 47 letters, digits and underscores
--
-- returns   true when this call created it, false when it was there
-- raises    TK001 not a queue name
create or replace function tasker_v1.ensure_task_queue (p_queue_name text)
  returns boolean
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.ensure_queue(p_queue_name)
$$;
comment on function tasker_v1.ensure_task_queue is 'Creates a queue if it is missing.';
