-- Where this session stands in its queues while reading them from their start is slow: see tasker.sweep_queue.
-- A text of another form is none: a session may have lived through an upgrade.
--
-- returns  for namespaces and handlers as tasker.pick_steps writes them: floor, cursor and width in microseconds of rank,
--          spent in milliseconds, at in seconds
create or replace function tasker.queue_sweeps ()
  returns jsonb
  language sql
  stable
as $$
  select case when current_setting('tasker.queue_floor', true) like '{%'
              then current_setting('tasker.queue_floor', true)::jsonb else '{}' end
$$;
comment on function tasker.queue_sweeps is 'Where this session stands in its queues while reading them from their start is slow.';
