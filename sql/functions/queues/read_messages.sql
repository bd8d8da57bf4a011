-- Reads messages of a queue, oldest first, and hides them from other readers for a time. The door to pgmq.read.
--
-- p_queue_name  the queue
-- p_vt_seconds  for how many seconds to hide them, 0 or more
-- p_limit       most to read
--
-- returns   the messages; none when nothing is visible
-- raises    TK001 argument malformed or out of range · TK105 no such queue
-- locks     the messages read, skipping those that others hold
create or replace function tasker_v1.read_messages (p_queue_name text, p_vt_seconds integer, p_limit integer)
  returns table (msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.existing_queue_table_name('read', p_queue_name);
  perform tasker.check_queue_seconds('read', p_queue_name, 'p_vt_seconds', p_vt_seconds);
  return query
  select m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message
    from pgmq.read(p_queue_name, p_vt_seconds, p_limit) m;
end
$$;
comment on function tasker_v1.read_messages is 'Reads messages of a queue and hides them for a time.';
