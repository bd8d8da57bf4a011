-- Where a task's trace goes on: the W3C trace context that its creator was in, for the workers that run its steps.
-- Null costs nothing: no byte in the row, no index.

alter table tasker.tasks add column traceparent text;
comment on column tasker.tasks.traceparent is 'W3C trace context that the task was created in; null when its creator was not traced.';

alter type tasker.claimed_step add attribute traceparent text;

drop function if exists tasker_v1.start_tasks (uuid, jsonb, interval);  -- gives one column more
