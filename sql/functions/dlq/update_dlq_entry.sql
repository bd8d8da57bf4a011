-- Writes down how an investigation goes, and closes it. The task is left as it is: act on it with the operators' verbs.
--
-- p_dlq_entry_uuid  the entry
-- p_changes         any of {resolution_status, resolution_notes, resolved_by, metadata (added to what is there)};
--                   resolved_by is who closes it, and is taken with the change that does; who opened it stays
--
-- returns   the entry
-- raises    TK001 unknown key or bad value · TK106 no such entry · TK205 it is closed and keeps its status
-- locks     the entry
create or replace function tasker_v1.update_dlq_entry (p_dlq_entry_uuid uuid, p_changes jsonb)
  returns setof tasker.v_dlq_entries
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_entry  tasker.tasks_dlq;
  v_status tasker.dlq_resolution;
begin
  perform tasker.check_dlq_changes(p_changes);
  v_status := tasker.to_dlq_resolution('update the investigation', p_changes ->> 'resolution_status');
  select q.* into v_entry from tasker.tasks_dlq q where q.dlq_entry_uuid = p_dlq_entry_uuid for update;
  if not found then
    raise exception using
      errcode = 'TK106',
      message = format('Cannot update investigation "%s": there is no such entry', p_dlq_entry_uuid),
      hint = 'tasker_v1.list_dlq_entries() lists them.';
  end if;
  if v_entry.resolution_status <> 'pending' and v_status <> v_entry.resolution_status then
    raise exception using
      errcode = 'TK205',
      message = format('Cannot update investigation "%s": it is %s', p_dlq_entry_uuid, v_entry.resolution_status),
      detail = format('%s closed it at %s.', coalesce(v_entry.resolved_by, 'Somebody'), v_entry.resolution_timestamp),
      hint = 'Open a new one with tasker_v1.create_dlq_entry(task).';
  end if;

  update tasker.tasks_dlq q
     set resolution_status = coalesce(v_status, q.resolution_status),
         resolution_timestamp = case when coalesce(v_status, q.resolution_status) <> 'pending'
                                     then coalesce(q.resolution_timestamp, tasker.now()) end,
         resolution_notes = coalesce(p_changes ->> 'resolution_notes', q.resolution_notes),
         resolved_by = case when q.resolution_status = 'pending' and v_status <> 'pending'
                            then coalesce(p_changes ->> 'resolved_by', q.resolved_by) else q.resolved_by end,
         metadata = q.metadata || coalesce(nullif(p_changes -> 'metadata', 'null'), '{}')
                    || case when q.metadata ? 'by' then jsonb_build_object('by', q.metadata -> 'by') else '{}' end,
         updated_at = tasker.now()
   where q.dlq_entry_uuid = p_dlq_entry_uuid;
  return query select e.* from tasker.v_dlq_entries e where e.dlq_entry_uuid = p_dlq_entry_uuid;
end
$$;
comment on function tasker_v1.update_dlq_entry is 'Writes down how an investigation goes, and closes it.';
