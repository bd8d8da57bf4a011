-- Turns seconds of tasker.activity that are over for more than a day into minutes, and forgets the slow steps of more than a
-- week ago; both once an hour.
--
-- locks  the rows it changes; the caller has the row of tasker.rollup
create or replace function tasker.compact_activity ()
  returns void
  language plpgsql
  volatile
as $$
declare
  v_minutes_until timestamptz := date_trunc('hour', tasker.now() - interval '26 hours');
  v_slow_since    timestamptz := date_trunc('hour', tasker.now() - interval '8 days');
  v_rollup        tasker.rollup;
begin
  select r.* into v_rollup from tasker.rollup r;
  if v_rollup.compacted_until < v_minutes_until then
    with gone as (
      delete from tasker.activity a
       where a.starts_at >= v_rollup.compacted_until
         and a.starts_at < v_minutes_until
      returning a.*
    )
    insert into tasker.activity
    select date_trunc('minute', g.starts_at), sum(g.created_count), sum(g.completed_count), sum(g.failed_count),
           sum(g.task_seconds), sum(g.steps_count), sum(g.timed_count), sum(g.step_seconds)
      from gone g
     group by 1;
  end if;
  if v_rollup.slow_since < v_slow_since then
    delete from tasker.slow_steps s where s.hour < v_slow_since;
    delete from tasker.slow_step_limits m where m.hour < v_slow_since;
  end if;
  update tasker.rollup r
     set compacted_until = greatest(r.compacted_until, v_minutes_until),
         slow_since = greatest(r.slow_since, v_slow_since);
end
$$;
comment on function tasker.compact_activity is 'Turns old seconds of tasker.activity into minutes, and forgets old slow steps.';
