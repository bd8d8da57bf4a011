-- Sums of what the history tells, so that counting and measuring need not read it again. An orchestrator adds to them what
-- was written since, every few seconds (tasker_v1.run_rollup); what is not in them yet, whoever asks reads from the history.

drop function if exists tasker.rank_priority(bigint);  -- it is told the time and the ageing now
drop function if exists tasker_v1.get_agenda();  -- it tells more now

-- Who sums up reads what lies behind a place of the history. A block range index costs a write nothing but a look at one
-- page: an entry is made once for 32 pages, afterwards. Steps come before tasks, as programs lock them: a migration under
-- load would else wait for those who wait for it.
create index step_transition_log_by_history_id on tasker.step_transition_log
  using brin (history_id) with (pages_per_range = 32, autosummarize = on);
create index task_transition_log_by_history_id on tasker.task_transition_log
  using brin (history_id) with (pages_per_range = 32, autosummarize = on);

create table tasker.rollup (
  only_row         boolean primary key default true constraint rollup_has_one_row check (only_row),
  horizon          bigint,
  floor_id         bigint not null default -1,
  next_horizon     bigint,
  next_floor_id    bigint,
  written_by       bigint,
  active_since     timestamptz,
  rolled_at        timestamptz,
  compacted_until  timestamptz not null default '-infinity',
  slow_since       timestamptz,
  constraint rollup_next_is_whole check ((next_horizon is null) = (next_floor_id is null))
);
comment on table tasker.rollup is 'How far the history is summed up; one row.';
comment on column tasker.rollup.horizon is
  'What transactions before this one wrote is in the sums, what later ones wrote is not: an id of 64 bits, as pg_current_xact_id() gives. Null: nothing is summed up.';
comment on column tasker.rollup.floor_id is 'No move with this history_id or a smaller one is missing in the sums: where to begin to look for those that are.';
comment on column tasker.rollup.next_horizon is 'No transaction from this one on draws a history_id up to next_floor_id: that becomes the floor once the horizon is here.';
comment on column tasker.rollup.written_by is
  'The transaction that wrote this row: another one means that the rows were copied by a restore, where ids of transactions mean nothing.';
comment on column tasker.rollup.active_since is 'tasker.activity and tasker.slow_steps have all moves since this time.';
comment on column tasker.rollup.compacted_until is 'Before this time tasker.activity has minutes, from then on seconds.';
comment on column tasker.rollup.slow_since is 'Hours before this one are gone from tasker.slow_steps.';
insert into tasker.rollup default values;

create table tasker.tally (
  kind        text not null
    constraint tally_kind_is_known check (kind in ('task', 'step', 'template')),
  name        text not null,
  rows_count  bigint not null,
  primary key (kind, name)
);
comment on table tasker.tally is 'How many tasks and steps are in each state, and tasks of each template (named_task_id), up to the horizon of tasker.rollup.';

create table tasker.activity (
  starts_at        timestamptz primary key,
  created_count    bigint not null,
  completed_count  bigint not null,
  failed_count     bigint not null,
  task_seconds     numeric not null,
  steps_count      bigint not null,
  timed_count      bigint not null,
  step_seconds     numeric not null
);
comment on table tasker.activity is 'What happened in each second, later in each minute: up to the horizon of tasker.rollup.';
comment on column tasker.activity.failed_count is 'Tasks that came to error or blocked_by_failures, and neither again nor to completion since.';
comment on column tasker.activity.timed_count is 'Of the completed steps, those that a worker began: step_seconds is their time.';

create table tasker.slow_steps (
  hour           timestamptz not null,
  step_uuid      uuid not null,
  named_task_id  integer not null,
  position       integer not null,
  ended_at       timestamptz not null,
  seconds        numeric not null,
  primary key (hour, step_uuid)
);
create index slow_steps_by_hour_seconds on tasker.slow_steps (hour, seconds desc, step_uuid);
comment on table tasker.slow_steps is 'Of each hour and each step of a template, the completed steps that took longest: up to the horizon of tasker.rollup.';

create table tasker.slow_step_limits (
  hour           timestamptz not null,
  named_task_id  integer not null,
  position       integer not null,
  seconds        numeric not null,
  step_uuid      uuid not null,
  primary key (hour, named_task_id, position)
);
comment on table tasker.slow_step_limits is 'Where more steps ended than tasker.slow_steps keeps: the last that it keeps; all others come after it.';
