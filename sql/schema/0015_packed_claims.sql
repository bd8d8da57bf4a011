-- The wire form of claims: one row however many there are, because a driver pays for every row and column, and each
-- task once however many of its steps there are.

create type tasker.packed_claims as (
  step_uuids       text,
  attempts         text,
  work_ids         text,
  dependencies     text,
  places           text,
  task_uuids       text,
  contexts         text,
  correlation_ids  text,
  traceparents     text,
  works            text
);
comment on type tasker.packed_claims is 'Claims in one row, texts joined by U+001E: the steps, their tasks, and what the steps of a template share as a JSON object by work id.';

create type tasker.fenced_steps as (
  step_uuids      uuid[],
  namespace_ids   integer[],
  ranks           bigint[],
  named_task_ids  integer[],
  positions       integer[]
);
comment on type tasker.fenced_steps is 'Steps whose queue rows a result took away: one entry each in every array.';

create type tasker.unlocked_steps as (
  taken_step_uuids   uuid[],
  queued_step_uuids  uuid[],
  namespace_ids      integer[],
  quiet_task_uuids   uuid[]
);
comment on type tasker.unlocked_steps is 'What tasker.unlock_children set free, and the tasks where it set nothing free.';
