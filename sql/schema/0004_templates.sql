-- Templates: namespaces, named tasks and their steps and edges. A published version never changes,
-- so the edges of every task are read from here and no task carries a copy of its graph.

create table tasker.settings (
  only_row               boolean primary key default true constraint settings_has_one_row check (only_row),
  transport              text not null default 'direct'
    constraint settings_transport_is_known check (transport in ('direct', 'pgmq')),
  max_context_bytes      integer not null default 1048576
    constraint settings_max_context_bytes_is_positive check (max_context_bytes > 0),
  max_result_bytes       integer not null default 1048576
    constraint settings_max_result_bytes_is_at_least_64_kib check (max_result_bytes >= 65536),
  priority_ageing        interval not null default '10 hours',
  ownership_timeout      interval not null default '5 minutes',
  finalization_timeout   interval not null default '30 seconds',
  backoff_strategy       text not null default 'exponential'
    constraint settings_backoff_strategy_is_known check (backoff_strategy in ('none', 'linear', 'exponential', 'fibonacci')),
  backoff_base_ms        integer not null default 1000,
  max_backoff_ms         integer not null default 30000,
  backoff_jitter         double precision not null default 0.1
    constraint settings_backoff_jitter_is_a_share check (backoff_jitter between 0 and 1)
);
comment on table tasker.settings is 'What holds for the whole installation; one row, set from configuration.';
insert into tasker.settings default values;

create table tasker.task_namespaces (
  namespace_id         integer generated always as identity primary key,
  task_namespace_uuid  uuid not null default tasker.uuidv7() unique,
  name                 text not null unique
    constraint task_namespaces_name_fits_a_queue check (name ~ '^[a-z][a-z0-9_]{0,28}$'),
  description          text,
  created_at           timestamptz not null default statement_timestamp()
);
comment on table tasker.task_namespaces is 'Groups of templates and worker queues.';

create table tasker.handlers (
  handler_id  integer generated always as identity primary key,
  callable    text not null unique
    constraint handlers_callable_has_a_length check (length(callable) between 1 and 255)
);
comment on table tasker.handlers is 'The callable names of handlers, as short numbers for the queue.';

create table tasker.dependent_systems (
  dependent_system_uuid  uuid primary key default tasker.uuidv7(),
  name                   text not null unique,
  description            text,
  created_at             timestamptz not null default statement_timestamp()
);
comment on table tasker.dependent_systems is 'Systems outside tasker that steps talk to.';
insert into tasker.dependent_systems (name, description) values ('default', 'Steps that name no system.');

create table tasker.named_tasks (
  named_task_id      integer generated always as identity primary key,
  named_task_uuid    uuid not null default tasker.uuidv7() unique,
  namespace_id       integer not null references tasker.task_namespaces,
  name               text not null,
  version            text not null default '0.1.0',
  version_order      text collate "C" not null,
  description        text,
  identity_strategy  text not null default 'always_unique'
    constraint named_tasks_identity_strategy_is_known
      check (identity_strategy in ('always_unique', 'caller_provided', 'strict')),
  configuration      jsonb not null,
  graph              jsonb not null,
  input_schema       jsonb,
  steps_count        integer not null constraint named_tasks_has_steps check (steps_count between 1 and 65535),
  leaves_count       integer not null constraint named_tasks_has_leaves check (leaves_count >= 1),
  created_at         timestamptz not null default statement_timestamp(),
  updated_at         timestamptz not null default statement_timestamp(),
  unique (namespace_id, name, version)
);
create index named_tasks_by_latest on tasker.named_tasks (namespace_id, name, version_order desc);
comment on table tasker.named_tasks is 'Templates: one row for each published version of a named task.';
comment on column tasker.named_tasks.version_order is 'The version as text that sorts by semantic precedence.';
comment on column tasker.named_tasks.graph is 'What may not change under one version: steps, edges, handlers, limits, schema.';

create table tasker.named_steps (
  named_step_uuid  uuid primary key default tasker.uuidv7(),
  name             text not null unique,
  description      text,
  created_at       timestamptz not null default statement_timestamp()
);
comment on table tasker.named_steps is 'Step names, shared by all templates that use them.';

create table tasker.named_tasks_named_steps (
  named_task_id          integer not null references tasker.named_tasks on delete cascade,
  position               integer not null constraint named_tasks_named_steps_position_is_counted_from_1 check (position >= 1),
  named_step_uuid        uuid not null references tasker.named_steps,
  namespace              text not null,
  task_name              text not null,
  version                text not null,
  step_name              text not null,
  description            text,
  handler_id             integer not null references tasker.handlers,
  handler                text not null,
  handler_method         text,
  handler_resolver       text,
  initialization         jsonb not null default '{}',
  dependent_system_uuid  uuid not null references tasker.dependent_systems,
  parents_count          integer not null,
  children_count         integer not null,
  level                  integer not null,
  default_retryable      boolean not null,
  default_max_attempts   smallint not null,
  backoff_strategy       text
    constraint named_tasks_named_steps_backoff_strategy_is_known
      check (backoff_strategy in ('none', 'linear', 'exponential', 'fibonacci')),
  backoff_base_ms        integer,
  max_backoff_ms         integer,
  backoff_jitter         double precision,
  timeout_seconds        integer constraint named_tasks_named_steps_timeout_is_positive check (timeout_seconds >= 1),
  primary key (named_task_id, position),
  unique (named_task_id, step_name)
);
create index named_tasks_named_steps_by_named_step on tasker.named_tasks_named_steps (named_step_uuid);
create index named_tasks_named_steps_by_handler on tasker.named_tasks_named_steps (handler_id);
create index named_tasks_named_steps_by_dependent_system on tasker.named_tasks_named_steps (dependent_system_uuid);
comment on table tasker.named_tasks_named_steps is 'The steps of each template, numbered from 1 in topological order.';
comment on column tasker.named_tasks_named_steps.namespace is 'As the template''s, like task_name and version: a published template never changes, and a claim needs one look-up less.';
comment on column tasker.named_tasks_named_steps.backoff_strategy is 'Null: what tasker.settings says. The same for the other backoff columns.';

create table tasker.named_step_edges (
  named_task_id  integer not null,
  from_position  integer not null,
  to_position    integer not null,
  name           text not null default 'provides',
  primary key (named_task_id, from_position, to_position),
  foreign key (named_task_id, from_position) references tasker.named_tasks_named_steps on delete cascade,
  foreign key (named_task_id, to_position) references tasker.named_tasks_named_steps on delete cascade,
  constraint named_step_edges_follow_the_order check (from_position < to_position)
);
create index named_step_edges_by_to on tasker.named_step_edges (named_task_id, to_position);
comment on table tasker.named_step_edges is 'The edges of each template: "to" needs "from". Positions ascend, so a cycle cannot be written.';
