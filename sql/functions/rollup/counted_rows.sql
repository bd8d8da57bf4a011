-- Counts tasks and steps by state, and tasks by template, from the tables themselves. It reads every row.
--
-- returns  kind and name as in tasker.tally
create or replace function tasker.counted_rows ()
  returns table (kind text, name text, rows_count bigint)
  language sql
  stable
as $$
  select 'task', t.state::text, count(*) from tasker.tasks t group by t.state
  union all
  select 'step', s.state::text, count(*) from tasker.workflow_steps s group by s.state
  union all
  select 'template', t.named_task_id::text, count(*) from tasker.tasks t group by t.named_task_id
$$;
comment on function tasker.counted_rows is 'Counts tasks and steps by state, and tasks by template, from the tables themselves.';
