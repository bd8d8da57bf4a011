-- Deletes messages whose work is done. The door to pgmq.delete.
--
-- p_queue_name  the queue
-- p_msg_ids     the messages; those that are gone do no harm
--
-- returns   how many were there
-- raises    TK001 not a queue name · TK105 no such queue
create or replace function tasker_v1.delete_messages (p_queue_name text, p_msg_ids bigint[])
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.existing_queue_table_name('delete from', p_queue_name);
  return (select count(*) from pgmq.delete(p_queue_name, p_msg_ids));
end
$$;
comment on function tasker_v1.delete_messages is 'Deletes messages whose work is done.';
