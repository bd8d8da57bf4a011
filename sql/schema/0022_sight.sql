-- How tasks of each template ended, counted for monitoring systems.

drop function if exists tasker.task_activity(bigint, bigint, bigint, timestamptz);  -- it tells the template now

create table tasker.task_outcomes (
  named_task_id      integer primary key references tasker.named_tasks,
  completed_count    bigint not null,
  failed_count       bigint not null,
  completed_seconds  numeric not null
);
comment on table tasker.task_outcomes is
  'How often tasks of each template completed and failed, up to the horizon of tasker.rollup. It only grows until the sums begin anew: for counters.';
comment on column tasker.task_outcomes.failed_count is 'Moves to error or blocked_by_failures: a task that fails again counts again.';
comment on column tasker.task_outcomes.completed_seconds is 'From creation to completion, of all completed tasks together.';
