-- Tells the listeners of a queue's namespace, and those of every queue, that something is there to read.
--
-- Delivered when the transaction commits, and not if it rolls back.
--
-- p_namespace  from extract_queue_namespace(); channel pgmq_message_ready.<namespace>
-- p_payload    at most 7999 bytes as text
create or replace function tasker.notify_queue (p_namespace text, p_payload jsonb)
  returns void
  language sql
  volatile
as $$
  select pg_notify('pgmq_message_ready.' || p_namespace, p_payload::text),
         pg_notify('pgmq_message_ready', p_payload::text)
$$;
comment on function tasker.notify_queue is 'Tells listeners that a queue has something to read.';
