-- What stands around tasks: annotations, systems, dead letters, schedules, keys.

create table tasker.annotation_types (
  annotation_type_id  integer generated always as identity primary key,
  name                text not null unique,
  description         text,
  created_at          timestamptz not null default statement_timestamp()
);
comment on table tasker.annotation_types is 'Kinds of annotations.';

create table tasker.task_annotations (
  task_annotation_id  bigint generated always as identity primary key,
  task_uuid           uuid not null references tasker.tasks on delete cascade,
  annotation_type_id  integer not null references tasker.annotation_types,
  annotation          jsonb not null,
  created_at          timestamptz not null default statement_timestamp()
);
create index task_annotations_by_task on tasker.task_annotations (task_uuid);
create index task_annotations_by_type on tasker.task_annotations (annotation_type_id);
comment on table tasker.task_annotations is 'What people and programs note about a task.';

create table tasker.dependent_system_object_maps (
  dependent_system_object_map_id  bigint generated always as identity primary key,
  dependent_system_one_uuid       uuid not null references tasker.dependent_systems,
  dependent_system_two_uuid       uuid not null references tasker.dependent_systems,
  remote_id_one                   text not null,
  remote_id_two                   text not null,
  created_at                      timestamptz not null default statement_timestamp(),
  unique (dependent_system_one_uuid, dependent_system_two_uuid, remote_id_one, remote_id_two)
);
create index dependent_system_object_maps_by_two
  on tasker.dependent_system_object_maps (dependent_system_two_uuid, remote_id_two);
comment on table tasker.dependent_system_object_maps is 'Which object of one system is which object of another.';

create type tasker.dlq_reason as enum (
  'staleness_timeout', 'max_retries_exceeded', 'dependency_cycle_detected', 'worker_unavailable', 'manual_dlq'
);
create type tasker.dlq_resolution as enum ('pending', 'manually_resolved', 'permanently_failed', 'cancelled');

create table tasker.tasks_dlq (
  dlq_entry_uuid        uuid primary key default tasker.uuidv7(),
  task_uuid             uuid not null references tasker.tasks on delete cascade,
  original_state        tasker.task_state not null,
  dlq_reason            tasker.dlq_reason not null,
  dlq_timestamp         timestamptz not null,
  resolution_status     tasker.dlq_resolution not null default 'pending',
  resolution_timestamp  timestamptz,
  resolution_notes      text,
  resolved_by           text,
  task_snapshot         jsonb not null,
  metadata              jsonb not null default '{}',
  updated_at            timestamptz not null,
  constraint tasks_dlq_resolution_has_a_time check ((resolution_timestamp is null) = (resolution_status = 'pending'))
);
create unique index tasks_dlq_by_task_where_pending on tasker.tasks_dlq (task_uuid) where resolution_status = 'pending';
create index tasks_dlq_by_task on tasker.tasks_dlq (task_uuid);
comment on table tasker.tasks_dlq is 'Investigations of tasks that stopped moving; one open investigation a task.';

create table tasker.schedules (
  schedule_uuid    uuid primary key default tasker.uuidv7(),
  name             text not null unique,
  namespace_id     integer not null references tasker.task_namespaces,
  task_name        text not null,
  version          text,
  context          jsonb not null default '{}',
  cron_expression  text not null,
  time_zone        text not null default 'UTC',
  is_paused        boolean not null default false,
  next_run_at      timestamptz,
  last_run_at      timestamptz,
  created_at       timestamptz not null default statement_timestamp()
);
create index schedules_by_namespace on tasker.schedules (namespace_id);
create index schedules_by_next_run_at on tasker.schedules (next_run_at) where not is_paused;
comment on table tasker.schedules is 'Tasks to create by the clock.';

create table tasker.api_keys (
  api_key_uuid  uuid primary key default tasker.uuidv7(),
  name          text not null,
  prefix        text not null unique,
  key_hash      bytea not null unique,
  scopes        text[] not null,
  namespaces    text[],
  created_at    timestamptz not null default statement_timestamp(),
  expires_at    timestamptz,
  revoked_at    timestamptz,
  last_used_at  timestamptz
);
comment on table tasker.api_keys is 'Keys of programs: only their hashes.';
