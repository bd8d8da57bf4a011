-- Lists investigations, the newest first.
--
-- p_resolution_status  only with this status; null: any
-- p_limit, p_offset    a page; 1 to 10,000 rows
-- p_reason             only for this reason; null: any
-- p_namespaces         only of tasks in these; null: of all
--
-- returns   one row an entry, with its snapshot
-- raises    TK001 no such status or reason, limit or offset out of range
create or replace function tasker_v1.list_dlq_entries (
  p_resolution_status text default null,
  p_limit             integer default 50,
  p_offset            integer default 0,
  p_reason            text default null,
  p_namespaces        text[] default null
)
  returns setof tasker.v_dlq_entries
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.to_dlq_resolution('list investigations', p_resolution_status);
  perform tasker.to_dlq_reason('list investigations', p_reason);
  perform tasker.check_row_limit('list investigations', p_limit);
  if p_offset is null or p_offset < 0 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot list investigations: the offset is %s', coalesce(p_offset::text, 'null')),
      hint = 'Give an offset of 0 or more.';
  end if;
  return query
  select e.*
    from tasker.v_dlq_entries e
   where (p_resolution_status is null or e.resolution_status = p_resolution_status)
     and (p_reason is null or e.dlq_reason = p_reason)
     and (p_namespaces is null or e.namespace_name = any (p_namespaces))
   order by e.dlq_timestamp desc, e.dlq_entry_uuid desc
   limit p_limit offset p_offset;
end
$$;
comment on function tasker_v1.list_dlq_entries is 'Lists investigations, the newest first.';
