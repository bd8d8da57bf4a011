-- Begins to sum up: counts everything, and adds what happened in the last 25 hours, as much as the usual periods ask for.
--
-- p_rollup   how far the sums are to go: horizon and floor
--
-- returns  the hours in which steps were added to tasker.slow_steps
-- locks    the sums; the caller has the row of tasker.rollup
create or replace function tasker.begin_rollup (p_rollup tasker.rollup)
  returns timestamptz[]
  language plpgsql
  volatile
as $$
begin
  delete from tasker.activity;
  delete from tasker.task_outcomes;
  delete from tasker.slow_steps;
  delete from tasker.slow_step_limits;
  perform tasker.recount_tally(p_rollup.horizon, p_rollup.floor_id);
  return tasker.add_activity(null, p_rollup.horizon, -1, p_rollup.active_since, p_rollup.compacted_until);
end
$$;
comment on function tasker.begin_rollup is 'Begins to sum up.';
