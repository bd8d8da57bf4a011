-- A worker that takes steps along, or starts tasks, is told only what it does not know: the results of their parents it has just
-- sent, their tasks' contexts it has at hand. What the steps of a template share is asked for once (tasker_v1.get_works).

create type tasker.taken_steps as (
  step_uuids  uuid[],
  attempts    text,
  work_ids    text,
  parents     text,
  joins       uuid[]
);
comment on type tasker.taken_steps is 'Steps given to a worker that knows their tasks; texts joined by U+001E: attempts, work ids, and the position of the only parent, empty for those with several, which are listed.';

create type tasker.attempt_results as (
  step_uuids  uuid[],
  results     jsonb,
  failures    jsonb
);
comment on type tasker.attempt_results is 'What attempts came to: the steps that succeeded, their results by "step/attempt", and failures as an array.';

drop function if exists tasker_v1.complete_steps_packed (uuid, jsonb, integer, interval);  -- it takes them so
drop function if exists tasker.lock_for_failures (uuid, jsonb);
alter type tasker.unlocked_steps drop attribute taken_step_uuids, add attribute taken tasker.taken_steps;
alter type tasker.recorded_results drop attribute taken_step_uuids, add attribute taken tasker.taken_steps;
alter type tasker.inserted_tasks drop attribute started_step_uuids, add attribute started tasker.taken_steps, add attribute has_defaults boolean;
alter type tasker.packed_claims drop attribute works, add attribute parents text;
comment on type tasker.packed_claims is 'Claims in one row, texts joined by U+001E: the steps, their tasks unless the worker knows them, and what each depends on unless it knows that.';
