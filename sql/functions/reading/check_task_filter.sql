-- Refuses a filter of tasker_v1.list_tasks that has faults.
--
-- raises  TK001; the message names the faults, the detail is a JSON array of {path, reason}
create or replace function tasker.check_task_filter (p_filter jsonb)
  returns void
  language plpgsql
  stable
as $$
declare
  v_detail jsonb;
  v_words  text;
begin
  if jsonb_typeof(p_filter) is distinct from 'object' then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot list tasks: the filter must be a JSON object',
      detail = format('It is %s.', coalesce(jsonb_typeof(p_filter), 'null')),
      hint = 'Pass {"namespace": …, "status": …, "limit": …}; {} lists the newest tasks.';
  end if;
  select jsonb_agg(to_jsonb(f) order by f.path), string_agg(f.path || ' ' || f.reason, '; ' order by f.path)
    into v_detail, v_words
    from tasker.task_filter_faults(p_filter) f;
  if v_detail is not null then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot list tasks: ' || v_words,
      detail = v_detail::text,
      hint = 'Keys are namespace, name, version, status, initiator, source_system, tag, correlation_id, created_after, '
             'created_before, completed_after, search, annotation, namespaces, limit, cursor, page, with_total.';
  end if;
end
$$;
comment on function tasker.check_task_filter is 'Refuses a filter of tasker_v1.list_tasks that has faults.';
