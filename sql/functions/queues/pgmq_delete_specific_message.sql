-- Deletes one message by its id, whoever holds it.
--
-- queue_name     the queue
-- target_msg_id  the message
--
-- returns   false when it was gone
-- raises    TK001 not a queue name · TK105 no such queue
create or replace function tasker_v1.pgmq_delete_specific_message (queue_name text, target_msg_id bigint)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.existing_queue_table_name('delete from', queue_name);
  return pgmq.delete(queue_name, target_msg_id);
end
$$;
comment on function tasker_v1.pgmq_delete_specific_message is 'Deletes one message by its id.';
