-- Sends messages and, when they are visible at once, tells listeners once for all, in the same transaction.
--
-- Payload: event_type batch_ready, queue_name, namespace, message_count, ready_at, delay_seconds, and msg_ids; with
-- more than 300 messages, msg_ids_omitted instead (a notification holds 7999 bytes). Delayed ones are not announced.
--
-- queue_name     the queue
-- messages       any JSON but SQL null; an empty array sends and tells nothing
-- delay_seconds  seconds until they are visible, 0 or more
--
-- returns   the message ids, in the order of messages
-- raises    TK001 argument malformed or out of range · TK105 no such queue
create or replace function tasker_v1.pgmq_send_batch_with_notify (
  queue_name    text,
  messages      jsonb[],
  delay_seconds integer default 0
)
  returns setof bigint
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_namespace text := tasker_v1.extract_queue_namespace(queue_name);
  v_msg_ids   bigint[];
begin
  perform tasker.existing_queue_table_name('send to', queue_name);
  perform tasker.check_queue_seconds('send to', queue_name, 'delay_seconds', delay_seconds);

  if messages is null or array_position(messages, null) is not null then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot send to queue "%s": a message is null', queue_name),
      detail  = coalesce(
        'The message at position ' || array_position(messages, null) || ' is SQL null.',
        'The array itself is null.'
      ),
      hint    = 'Send JSON; the JSON value null will do.';
  end if;

  if cardinality(messages) = 0 then
    return;
  end if;

  v_msg_ids := array(
    select s.msg_id
      from pgmq.send_batch(queue_name, messages, delay_seconds) with ordinality as s (msg_id, position)
     order by s.position
  );

  if delay_seconds = 0 then
    perform tasker.notify_queue(
      v_namespace,
      jsonb_build_object(
        'event_type', 'batch_ready',
        'queue_name', queue_name,
        'namespace', v_namespace,
        'message_count', cardinality(v_msg_ids),
        'ready_at', clock_timestamp(),
        'delay_seconds', delay_seconds
      ) || case
        when cardinality(v_msg_ids) <= 300 then jsonb_build_object('msg_ids', v_msg_ids)
        else jsonb_build_object('msg_ids_omitted', true)
      end
    );
  end if;

  return query select unnest(v_msg_ids);
end
$$;
comment on function tasker_v1.pgmq_send_batch_with_notify is 'Sends messages and tells listeners once for all.';
