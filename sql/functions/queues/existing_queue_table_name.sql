-- Gives the name of the table that holds a queue's messages, and refuses a queue that is not there.
--
-- p_action      what the caller is about to do, for the message: "read", "send to"
-- p_queue_name  the queue
--
-- returns   the name within schema pgmq
-- raises    TK001 not a queue name · TK105 no such queue
create or replace function tasker.existing_queue_table_name (p_action text, p_queue_name text)
  returns text
  language plpgsql
  stable
as $$
declare
  v_table text := tasker.queue_table_name(p_action, p_queue_name);
begin
  if to_regclass('pgmq.' || quote_ident(v_table)) is null then
    raise exception using
      errcode = 'TK105',
      message = format('Cannot %s queue "%s": no such queue', p_action, p_queue_name),
      detail  = format('There is no table pgmq.%s.', v_table),
      hint    = 'Create it with tasker_v1.ensure_task_queue().';
  end if;

  return v_table;
end
$$;
comment on function tasker.existing_queue_table_name is 'Gives the table of a queue that must exist.';
