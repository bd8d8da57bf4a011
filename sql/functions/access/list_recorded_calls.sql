-- Lists calls of the log, the newest first.
--
-- p_subject, p_task_uuid, p_outcome, p_action  only these; null for all. An action is `POST /v1/tasks`, or begins so
-- p_since, p_until  only of this time
-- p_before          only those before this call: the last of the page before
-- p_limit           1 to 1000
--
-- raises    TK001 limit out of range
create or replace function tasker_v1.list_recorded_calls (
  p_subject   text default null,
  p_task_uuid uuid default null,
  p_outcome   text default null,
  p_action    text default null,
  p_since     timestamptz default null,
  p_until     timestamptz default null,
  p_before    uuid default null,
  p_limit     integer default 50
)
  returns setof tasker.call_audit
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot list calls: the limit must lie between 1 and 1000',
      hint = 'Ask for a page after the other with p_before.';
  end if;
  return query
  select c.*
    from tasker.call_audit c
   where (p_subject is null or c.subject = p_subject)
     and (p_task_uuid is null or c.task_uuid = p_task_uuid)
     and (p_outcome is null or c.outcome = p_outcome)
     and (p_action is null or starts_with(c.action, p_action))
     and (p_since is null or c.call_uuid >= tasker.uuid_floor(p_since))
     and (p_until is null or c.call_uuid < tasker.uuid_floor(p_until))
     and (p_before is null or c.call_uuid < p_before)
   order by c.call_uuid desc
   limit p_limit;
end
$$;
comment on function tasker_v1.list_recorded_calls is 'Lists calls of the log, the newest first.';
