-- Values that are stored sealed: encrypted by the programs, which have the keys; the database has none.

alter table tasker.named_tasks add column sensitive text[];
comment on column tasker.named_tasks.sensitive is
  'JSON Pointers to values in the context that must be sealed when a task is created; null for none.';

alter table tasker.named_tasks_named_steps add column sensitive text[];
comment on column tasker.named_tasks_named_steps.sensitive is
  'JSON Pointers to values in the result that are sealed; null when the template has nothing sealed, not even in its context.';

drop function if exists tasker.request_fault (jsonb, jsonb, text, integer);  -- it knows what is sensitive
