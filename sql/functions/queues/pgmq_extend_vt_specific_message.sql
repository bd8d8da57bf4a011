-- Hides one message for a time counted from now, for a reader that needs longer than it asked for.
--
-- queue_name     the queue
-- target_msg_id  the message
-- vt_seconds     for how many seconds from now, 0 or more; 0 gives it back at once
--
-- returns   false when it was gone
-- raises    TK001 argument malformed or out of range · TK105 no such queue
create or replace function tasker_v1.pgmq_extend_vt_specific_message (
  queue_name    text,
  target_msg_id bigint,
  vt_seconds    integer default 30
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.existing_queue_table_name('extend a message of', queue_name);
  perform tasker.check_queue_seconds('extend a message of', queue_name, 'vt_seconds', vt_seconds);
  perform pgmq.set_vt(queue_name, target_msg_id, vt_seconds);
  return found;
end
$$;
comment on function tasker_v1.pgmq_extend_vt_specific_message is 'Hides one message for a time counted from now.';
