-- Claims tell no task ids, which stand in the steps' own, and attempts and correlation ids only where they are not what one expects.
-- Arrays until the very end: turned into texts row by row, they cost twice as much.

alter type tasker.taken_steps
  alter attribute attempts type smallint[],
  alter attribute work_ids type bigint[],
  alter attribute parents type integer[];
comment on type tasker.taken_steps is 'Steps given to a worker that knows their tasks: attempts, work ids, and the position of the only parent, null for those with several, which are listed.';

alter type tasker.packed_claims drop attribute task_uuids;
comment on type tasker.packed_claims is 'Claims in one row, texts joined by U+001E: the steps, their tasks in the same order unless the worker knows them, and what each depends on unless it knows that. Attempts are null when all are the first, correlation ids when all tasks have their own.';

-- Which steps follow, and what unlocking them asks of them, in one look-up.
alter table tasker.named_step_edges add column to_handler_id integer, add column to_parents_count integer;
update tasker.named_step_edges e
   set to_handler_id = n.handler_id, to_parents_count = n.parents_count
  from tasker.named_tasks_named_steps n
 where n.named_task_id = e.named_task_id and n.position = e.to_position;
alter table tasker.named_step_edges alter column to_handler_id set not null, alter column to_parents_count set not null;
comment on column tasker.named_step_edges.to_handler_id is 'As the step''s that "to" is, like to_parents_count: a published template never changes.';
