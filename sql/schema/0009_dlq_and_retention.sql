-- Dead letters and retention: what detection and upkeep go by, and how far they got.

drop function if exists tasker_v1.get_agenda();  -- it tells more now

create table tasker.upkeep (
  only_row                              boolean primary key default true constraint upkeep_has_one_row check (only_row),
  detects_stale_tasks                   boolean not null default true,
  fails_stale_tasks                     boolean not null default false,
  detection_interval                    interval not null default '5 minutes'
    constraint upkeep_detection_interval_is_positive check (detection_interval > interval '0'),
  max_waiting_for_dependencies_minutes  integer not null default 60,
  max_waiting_for_retry_minutes         integer not null default 30,
  max_steps_in_process_minutes          integer not null default 30,
  max_other_minutes                     integer not null default 1440,
  max_duration_minutes                  integer not null default 1440,
  max_without_worker_minutes            integer not null default 10,
  detected_at                           timestamptz,
  keep_history                          interval
    constraint upkeep_keep_history_is_positive check (keep_history > interval '0'),
  keep_tasks                            interval
    constraint upkeep_keep_tasks_is_positive check (keep_tasks > interval '0'),
  retention_interval                    interval not null default '1 hour'
    constraint upkeep_retention_interval_is_positive check (retention_interval > interval '0'),
  archive_batch                         integer not null default 1000
    constraint upkeep_archive_batch_is_in_range check (archive_batch between 1 and 10000),
  retained_at                           timestamptz,
  history_pruned_until                  timestamptz,
  constraint upkeep_minutes_are_positive
    check (least(max_waiting_for_dependencies_minutes, max_waiting_for_retry_minutes, max_steps_in_process_minutes,
                 max_other_minutes, max_duration_minutes, max_without_worker_minutes) >= 1)
);
comment on table tasker.upkeep is 'When tasks count as stale, how long tasks and history are kept, and when each was last looked after; one row.';
comment on column tasker.upkeep.fails_stale_tasks is 'Whether detection ends stale tasks in error where their template does not say; else it only opens investigations.';
comment on column tasker.upkeep.keep_history is 'Age at which partitions of the history are dropped; null: never.';
comment on column tasker.upkeep.keep_tasks is 'Time after its end at which a task is deleted; null: never.';
comment on column tasker.upkeep.history_pruned_until is 'Tasks created before this time may lack history.';
insert into tasker.upkeep default values;

-- Filled where a step fails, emptied by detection: an index on a task's state would make every update of it dearer.
create table tasker.troubled_tasks (
  task_uuid  uuid primary key
);
comment on table tasker.troubled_tasks is 'Tasks with a failed step, until detection finds them over.';
insert into tasker.troubled_tasks (task_uuid)
select t.task_uuid from tasker.tasks t where t.has_failures and t.state < 'complete';

insert into tasker.task_state_rules (from_state, event, to_state, performed_by)
select s.state, 'staleness_timeout', 'error', 'staleness detection'
  from unnest(enum_range(null::tasker.task_state)) s (state)
 where s.state not in ('complete', 'error', 'cancelled', 'resolved_manually');

create index tasks_dlq_by_dlq_timestamp on tasker.tasks_dlq (dlq_timestamp);

-- Views stand on this function, so it is state: a change is a new file.
create function tasker.staleness_minutes (
  p_state        tasker.task_state,
  p_lifecycle    jsonb,
  p_dependencies integer,
  p_retry        integer,
  p_process      integer,
  p_other        integer
)
  returns integer language sql immutable parallel safe
  as $$
    select case p_state
      when 'waiting_for_dependencies' then coalesce((p_lifecycle ->> 'max_waiting_for_dependencies_minutes')::integer, p_dependencies)
      when 'waiting_for_retry' then coalesce((p_lifecycle ->> 'max_waiting_for_retry_minutes')::integer, p_retry)
      when 'steps_in_process' then coalesce((p_lifecycle ->> 'max_steps_in_process_minutes')::integer, p_process)
      else p_other
    end
  $$;
comment on function tasker.staleness_minutes is 'Minutes after which a task that stands still in a state is stale: what its template says, else the given ones.';

create type tasker.stale_task as (
  task_uuid              uuid,
  namespace_name         text,
  task_name              text,
  current_state          tasker.task_state,
  time_in_state_minutes  integer,
  threshold_minutes      integer,
  task_age_minutes       integer,
  goes_to_dlq            boolean,
  auto_fail              boolean
);
comment on type tasker.stale_task is 'A task that stands still for too long, and what its template wants done about it.';
