-- How far this session has come with a queue that is slow to read from its start; see tasker.sweep_queue.
--
-- returns  floor and bottom, ranks · slice, the next of 23 to be read between them, from 1 · spent, microseconds that this sweep
--          took so far; null when queues are read from their start
create or replace function tasker.queue_sweep ()
  returns bigint[]
  language sql
  stable
as $$
  select string_to_array(nullif(current_setting('tasker.queue_sweep', true), ''), ' ')::bigint[]
$$;
comment on function tasker.queue_sweep is 'How far this session has come with a queue that is slow to read from its start.';
