-- Sends a message and, when it is visible at once, tells listeners in the same transaction.
--
-- A delayed message is announced to nobody: told now, a listener would find nothing to read. Pollers find it.
-- Payload: msg_id, queue_name, namespace, ready_at, delay_seconds, and event_type message_with_payload with the
-- message if that is under 7000 bytes (a notification holds 7999), else message_ready with payload_omitted.
--
-- queue_name, message  the queue, and any JSON but SQL null
-- delay_seconds        seconds until the message is visible, 0 or more
--
-- returns   the message id
-- raises    TK001 argument malformed or out of range · TK105 no such queue
create or replace function tasker_v1.pgmq_send_with_notify (
  queue_name    text,
  message       jsonb,
  delay_seconds integer default 0
)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_namespace text := tasker_v1.extract_queue_namespace(queue_name);
  v_msg_id    bigint;
begin
  perform tasker.existing_queue_table_name('send to', queue_name);
  perform tasker.check_queue_seconds('send to', queue_name, 'delay_seconds', delay_seconds);

  if message is null then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot send to queue "%s": the message is null', queue_name),
      detail  = 'It is SQL null, which no reader could tell from a missing message.',
      hint    = 'Send JSON; the JSON value null will do.';
  end if;

  v_msg_id := (select s.msg_id from pgmq.send(queue_name, message, delay_seconds) as s (msg_id));

  if delay_seconds = 0 then
    perform tasker.notify_queue(
      v_namespace,
      jsonb_build_object(
        'msg_id', v_msg_id,
        'queue_name', queue_name,
        'namespace', v_namespace,
        'ready_at', clock_timestamp(),
        'delay_seconds', delay_seconds
      ) || case
        when octet_length(message::text) < 7000
          then jsonb_build_object('event_type', 'message_with_payload', 'message', message)
        else jsonb_build_object('event_type', 'message_ready', 'payload_omitted', true)
      end
    );
  end if;

  return v_msg_id;
end
$$;
comment on function tasker_v1.pgmq_send_with_notify is 'Sends a message and tells listeners that it is there.';
