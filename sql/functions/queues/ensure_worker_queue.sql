-- Creates the queue of a namespace's workers if it is missing.
--
-- p_namespace  lower case letter first, then letters, digits, underscores: 29 at most
--
-- returns   the queue's name
-- raises    TK001 not a namespace
create or replace function tasker.ensure_worker_queue (p_namespace text)
  returns text
  language plpgsql
  volatile
as $$
declare
  v_queue_name text := 'worker_' || p_namespace || '_queue';
begin
  if p_namespace is null or p_namespace !~ '^[a-z][a-z0-9_]{0,28}$' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot create the worker queue of namespace "%s": not a namespace', p_namespace),
      detail  = 'A namespace has 1 to 29 of a to z, 0 to 9 and underscore, and begins with a letter.',
      hint    = 'Check the name.';
  end if;

  perform tasker.ensure_queue(v_queue_name);
  return v_queue_name;
end
$$;
comment on function tasker.ensure_worker_queue is 'Creates the queue of a namespace''s workers if it is missing.';
