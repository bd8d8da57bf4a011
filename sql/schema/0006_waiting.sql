-- One small table for each reason to wait: the queue for a worker, the timers for a time.

create table tasker.step_queue (
  step_uuid      uuid primary key,
  worker_uuid    uuid,
  leased_until   timestamptz,
  rank           bigint not null,
  namespace_id   integer not null,
  handler_id     integer not null,
  named_task_id  integer not null,
  position       integer not null,
  attempt        smallint not null,
  constraint step_queue_lease_is_whole check ((worker_uuid is null) = (leased_until is null))
) with (fillfactor = 45, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
create index step_queue_by_namespace_id_rank on tasker.step_queue (namespace_id, rank);
comment on table tasker.step_queue is 'Steps that are ready or leased: one narrow row each, from ready to completion.';
comment on column tasker.step_queue.attempt is 'The attempt this row stands for; with the worker it is the fence.';

create table tasker.timers (
  waiter_uuid  uuid primary key,
  due_at       timestamptz not null,
  kind         text not null
    constraint timers_kind_is_known check (kind in ('start', 'retry', 'deferred'))
);
create index timers_by_due_at on tasker.timers (due_at);
comment on table tasker.timers is 'What waits for time: a task to start, a step to be retried or offered again.';
comment on column tasker.timers.waiter_uuid is 'A task (kind start) or a step.';

create table tasker.workers (
  worker_uuid    uuid primary key,
  namespaces     text[] not null,
  handlers       text[],
  handler_ids    integer[],
  info           jsonb not null default '{}',
  state          text not null default 'running'
    constraint workers_state_is_known check (state in ('running', 'stopped', 'dead')),
  registered_at  timestamptz not null,
  heartbeat_at   timestamptz not null,
  leased_until   timestamptz not null
) with (fillfactor = 50);
comment on table tasker.workers is 'Processes that claim steps. A lease holds as long as its own time or its worker''s.';
comment on column tasker.workers.handlers is 'Callables it serves; null means any.';

create table tasker.step_aborts (
  worker_uuid  uuid not null,
  step_uuid    uuid not null,
  attempt      smallint not null,
  reason       text not null,
  created_at   timestamptz not null,
  primary key (worker_uuid, step_uuid, attempt)
);
comment on table tasker.step_aborts is 'Attempts that a worker must abort; its next heartbeats say so.';

create table tasker.task_finalization_claims (
  task_uuid     uuid primary key references tasker.tasks on delete cascade,
  processor_id  text not null,
  claimed_at    timestamptz not null,
  expires_at    timestamptz not null
);
comment on table tasker.task_finalization_claims is 'Which processor may finalize a task, and until when.';

create table tasker.finalization_attempts (
  finalization_attempt_uuid  uuid primary key default tasker.uuidv7(),
  task_uuid                  uuid not null,
  processor_id               text not null,
  claimed                    boolean not null,
  already_claimed_by         text,
  task_state                 text not null,
  message                    text not null,
  attempted_at               timestamptz not null
);
create index finalization_attempts_by_task on tasker.finalization_attempts (task_uuid);
comment on table tasker.finalization_attempts is 'Every try to claim a finalization, won or lost.';

create type tasker.claimed_step as (
  step_uuid         uuid,
  task_uuid         uuid,
  attempt           integer,
  namespace         text,
  task_name         text,
  version           text,
  step_name         text,
  handler           text,
  context           jsonb,
  dependencies      jsonb,
  inputs            jsonb,
  max_attempts      integer,
  timeout_seconds   integer,
  leased_until      timestamptz,
  correlation_id    uuid,
  handler_method    text,
  handler_resolver  text
);
comment on type tasker.claimed_step is 'What a worker needs to run one attempt of a step.';

create type tasker.recorded_results as (
  recorded_step_uuids  uuid[],
  taken_step_uuids     uuid[]
);
comment on type tasker.recorded_results is 'What tasker.record_results recorded, and which steps the worker took along.';
