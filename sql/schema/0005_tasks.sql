-- Tasks and their steps: the rows the hot path updates. No index stands on a column that it updates.
-- A step's uuid is its task's uuid with the step's position in the last two bytes (a task's own are
-- zero), so one primary key finds a step and all the steps of a task, and ids ascend along the graph.

create table tasker.tasks (
  task_uuid              uuid primary key,
  correlation_id         uuid not null,
  parent_correlation_id  uuid,
  processor_uuid         uuid,
  owned_at               timestamptz,
  created_at             timestamptz not null,
  requested_at           timestamptz,
  updated_at             timestamptz not null,
  completed_at           timestamptz,
  rank                   bigint not null,
  named_task_id          integer not null,
  namespace_id           integer not null,
  remaining_leaves       integer not null,
  state                  tasker.task_state not null,
  priority               smallint not null,
  has_failures           boolean not null default false,
  identity_hash          text,
  initiator              text,
  source_system          text,
  reason                 text,
  tags                   jsonb,
  context                jsonb not null,
  constraint tasks_completed_at_matches_state
    check ((completed_at is not null) = (state >= 'complete')),
  constraint tasks_complete_when_no_leaf_remains check (state <> 'complete' or remaining_leaves = 0),
  constraint tasks_remaining_leaves_is_a_count check (remaining_leaves >= 0),
  constraint tasks_priority_is_in_range check (priority between -100 and 100),
  constraint tasks_owner_has_a_time check ((processor_uuid is null) = (owned_at is null))
) with (fillfactor = 50);
create unique index tasks_by_identity on tasker.tasks (identity_hash) where identity_hash is not null;
create index tasks_by_correlation_id on tasker.tasks (correlation_id) where correlation_id <> task_uuid;
create index tasks_by_tags on tasker.tasks using gin (tags jsonb_path_ops) where tags is not null;
comment on table tasker.tasks is 'One row for each run of a template.';
comment on column tasker.tasks.identity_hash is 'SHA-256 of namespace, name and idempotency key, whatever the version; or of namespace, name, version and context (strict).';
comment on column tasker.tasks.rank is 'Place in every queue: microseconds since 1970 at creation, less priority times ageing.';
comment on column tasker.tasks.remaining_leaves is 'Leaf steps that are not satisfied yet; none means complete.';
comment on column tasker.tasks.has_failures is 'True once a step failed, or a person moved one: from then on a completion judges the whole task.';

create table tasker.workflow_steps (
  step_uuid          uuid primary key,
  task_uuid          uuid not null,
  last_attempted_at  timestamptz,
  last_failure_at    timestamptz,
  completed_at       timestamptz,
  named_task_id      integer not null,
  position           integer not null,
  remaining_parents  integer not null,
  state              tasker.step_state not null,
  attempts           smallint not null default 0,
  max_attempts       smallint not null,
  is_leaf            boolean not null,
  results            jsonb,
  error              jsonb,
  constraint workflow_steps_attempts_at_most_max check (attempts <= greatest(max_attempts, 1)),
  constraint workflow_steps_completed_at_matches_state
    check ((completed_at is not null) = (state >= 'complete' and state <> 'error')),
  constraint workflow_steps_remaining_parents_is_a_count check (remaining_parents >= 0),
  constraint workflow_steps_ready_only_without_missing_parents
    check (remaining_parents = 0 or state = 'pending' or state >= 'complete'),
  constraint workflow_steps_error_says_why check (state <> 'error' or error is not null)
) with (fillfactor = 45);
comment on table tasker.workflow_steps is 'One row for each step of each task.';
comment on column tasker.workflow_steps.remaining_parents is 'Parents that are not satisfied yet; none means ready.';

create type tasker.resolved_requests as (
  requests_count   integer,
  named_task_ids   integer[],
  identity_hashes  text[],
  has_schemas      boolean
);
comment on type tasker.resolved_requests is 'What tasker.resolve_requests found for an array of task requests.';

create index tasks_by_owned_at_where_owned on tasker.tasks (owned_at) where processor_uuid is not null;

create type tasker.inserted_tasks as (
  task_uuids          uuid[],
  created             boolean[],
  started_step_uuids  uuid[]
);
comment on type tasker.inserted_tasks is 'What tasker.insert_tasks inserted or found.';
