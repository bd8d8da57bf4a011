-- Lists the open investigations, the most pressing first.
--
-- p_limit       most to list, 1 to 10,000
-- p_namespaces  only of tasks in these; null: of all
--
-- returns   one row an entry
-- raises    TK001 limit out of range
create or replace function tasker_v1.get_dlq_investigation_queue (p_limit integer default 100, p_namespaces text[] default null)
  returns setof tasker.v_dlq_investigation_queue
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.check_row_limit('list investigations', p_limit);
  return query
  select q.*
    from tasker.v_dlq_investigation_queue q
   where p_namespaces is null or q.namespace_name = any (p_namespaces)
   order by q.priority_score desc, q.dlq_timestamp, q.dlq_entry_uuid
   limit p_limit;
end
$$;
comment on function tasker_v1.get_dlq_investigation_queue is 'Lists the open investigations, the most pressing first.';
