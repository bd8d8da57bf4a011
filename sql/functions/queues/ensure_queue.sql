-- Creates a queue if it is missing.
--
-- p_queue_name  1 to 47 letters, digits and underscores
--
-- returns   true when this call created it, false when it was there
-- raises    TK001 not a queue name
-- locks     pgmq.meta against other makers, only when the queue is missing: the extension's own create() fails when
--           two sessions make one queue
create or replace function tasker.ensure_queue (p_queue_name text)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_table text := 'pgmq.' || quote_ident(tasker.queue_table_name('create', p_queue_name));
begin
  if to_regclass(v_table) is not null then
    return false;
  end if;

  lock table pgmq.meta in share row exclusive mode;
  if to_regclass(v_table) is not null then
    return false;
  end if;

  perform pgmq.create(p_queue_name);
  return true;
end
$$;
comment on function tasker.ensure_queue is 'Creates a queue if it is missing.';
