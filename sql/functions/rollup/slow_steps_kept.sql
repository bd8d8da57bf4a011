-- How many steps of each hour and each step of a template tasker.slow_steps keeps.
create or replace function tasker.slow_steps_kept ()
  returns integer
  language sql
  immutable
  parallel safe
as $$
  select 50
$$;
comment on function tasker.slow_steps_kept is 'How many steps of each hour and each step of a template tasker.slow_steps keeps.';
