-- Lists tasks, the newest first.
--
-- p_filter  {namespace?, name?, version?, status? (one or an array), initiator?, source_system?, tag?, correlation_id?,
--           created_after?, created_before?, completed_after?, search? (in the searchable attributes: words, "phrases",
--           or, -not), annotation? ({type?, contains?}), namespaces? (those the caller reaches), limit? (1 to 100, 25),
--           cursor? (the last task_uuid seen), page? (from 1), with_total?}; an unknown name matches nothing
--
-- returns   one row a task, as get_task gives it but without the context; total_count of all that match, only if asked for
-- raises    TK001 unknown key, or a value out of range
create or replace function tasker_v1.list_tasks (p_filter jsonb default '{}')
  returns table (
    task_uuid uuid, namespace text, name text, version text, status text, created_at timestamptz, updated_at timestamptz,
    completed_at timestamptz, initiator text, source_system text, reason text, priority integer, tags jsonb,
    correlation_id uuid, parent_correlation_id uuid, requested_at timestamptz, total_steps bigint, pending_steps bigint,
    in_progress_steps bigint, completed_steps bigint, failed_steps bigint, ready_steps bigint, enqueued_steps bigint,
    waiting_for_retry_steps bigint, cancelled_steps bigint, execution_status text, recommended_action text,
    completion_percentage numeric, health_status text,
    total_count bigint
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
#variable_conflict use_column
declare
  v_named_task_ids integer[];
  v_states         tasker.task_state[];
  v_namespace_ids  integer[];
  v_words          tsquery;
  v_limit          integer;
  v_total          bigint;
  f                record;
begin
  perform tasker.check_task_filter(p_filter);
  select p.* into f
    from jsonb_to_record(p_filter)
           p (namespace text, name text, version text, initiator text, source_system text, tag text, correlation_id uuid,
              created_after timestamptz, created_before timestamptz, completed_after timestamptz, search text,
              annotation jsonb, namespaces text[], "limit" integer, cursor uuid, page integer, with_total boolean);
  v_limit := coalesce(f.limit, 25);
  v_named_task_ids := tasker.named_task_ids(f.namespace, f.name, f.version);
  v_states := tasker.filtered_states(p_filter -> 'status');
  v_words := websearch_to_tsquery('simple', f.search);
  if f.namespaces is not null then
    v_namespace_ids := array(select n.namespace_id from tasker.task_namespaces n where n.name = any (f.namespaces));
  end if;

  if f.with_total then
    select count(*) into v_total
      from tasker.matching_tasks(v_named_task_ids, v_namespace_ids, v_states, f.initiator, f.source_system, f.tag,
                                 f.correlation_id, f.created_after, f.created_before, f.completed_after, v_words,
                                 f.annotation);
  end if;

  return query
  select d.*, v_total
    from (select m.task_uuid
            from tasker.matching_tasks(v_named_task_ids, v_namespace_ids, v_states, f.initiator, f.source_system, f.tag,
                                       f.correlation_id, f.created_after, f.created_before, f.completed_after, v_words,
                                       f.annotation) m
           where f.cursor is null or m.task_uuid < f.cursor
           order by m.task_uuid desc
           limit v_limit offset (coalesce(f.page, 1) - 1) * v_limit) p
    cross join lateral tasker.describe_task(p.task_uuid) d
   order by d.task_uuid desc;
end
$$;
comment on function tasker_v1.list_tasks is 'Lists tasks, the newest first.';
