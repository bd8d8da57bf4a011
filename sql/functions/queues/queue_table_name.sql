-- Gives the name of the table that holds a queue's messages, whether or not there is such a queue.
--
-- Stricter than PGMQ: what passes here needs no quoting anywhere.
--
-- p_action      what the caller is about to do, for the message: "read", "send to"
-- p_queue_name  1 to 47 letters, digits and underscores; as in PGMQ, case makes no difference
--
-- returns   the name within schema pgmq
-- raises    TK001 not a queue name
create or replace function tasker.queue_table_name (p_action text, p_queue_name text)
  returns text
  language plpgsql
  immutable
as $$
begin
  if p_queue_name is null or p_queue_name !~ '^[A-Za-z0-9_]{1,47}$' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot %s queue "%s": not a queue name', p_action, p_queue_name),
      detail  = 'A queue name has 1 to 47 letters (a to z), digits and underscores.',
      hint    = 'Check the name; worker queues are called worker_<namespace>_queue.';
  end if;

  return 'q_' || lower(p_queue_name);
end
$$;
comment on function tasker.queue_table_name is 'Gives the name of the table that holds a queue''s messages.';
