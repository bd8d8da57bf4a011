-- Gives the namespace whose listeners care about a queue.
--
-- p_queue_name  orchestration… → orchestration, worker_X_queue → X, X_queue → X, anything else → default
--
-- returns   text, never null; case is kept
create or replace function tasker_v1.extract_queue_namespace (p_queue_name text)
  returns text
  language sql
  immutable
  parallel safe
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select case
    when p_queue_name like 'orchestration%' then 'orchestration'
    else coalesce(
      substring(p_queue_name from '^worker_(.+)_queue$'),
      substring(p_queue_name from '^(.+)_queue$'),
      'default'
    )
  end
$$;
comment on function tasker_v1.extract_queue_namespace is 'Gives the namespace whose listeners care about a queue.';
