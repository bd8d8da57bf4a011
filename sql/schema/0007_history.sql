-- What happened, append-only and partitioned by time. One row tells one statement's move of one task or
-- step: from, the states passed through in the same instant, to. The views unfold it, a row a transition.

create sequence tasker.history_order;

create table tasker.task_transition_log (
  history_id      bigint not null default nextval('tasker.history_order'),
  task_uuid       uuid not null,
  at              timestamptz not null,
  processor_uuid  uuid,
  from_state      tasker.task_state,
  to_state        tasker.task_state not null,
  via             tasker.task_state[],
  metadata        jsonb
) partition by range (at);
create index task_transition_log_by_task on tasker.task_transition_log (task_uuid);
create table tasker.task_transition_log_default partition of tasker.task_transition_log default;
comment on table tasker.task_transition_log is 'Every move of every task. Read it through tasker.task_transitions.';
comment on table tasker.task_transition_log_default is 'Moves outside every other partition.';

create table tasker.step_transition_log (
  history_id   bigint not null default nextval('tasker.history_order'),
  step_uuid    uuid not null,
  at           timestamptz not null,
  worker_uuid  uuid,
  from_state   tasker.step_state not null,
  to_state     tasker.step_state not null,
  attempt      smallint not null,
  via          tasker.step_state[],
  metadata     jsonb
) partition by range (at);
create index step_transition_log_by_step on tasker.step_transition_log (step_uuid);
create table tasker.step_transition_log_default partition of tasker.step_transition_log default;
comment on table tasker.step_transition_log is 'Every move of every step after its birth. Read it through tasker.workflow_step_transitions.';
comment on table tasker.step_transition_log_default is 'Moves outside every other partition.';
