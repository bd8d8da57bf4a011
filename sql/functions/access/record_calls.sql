-- Appends calls to the log of who called what.
--
-- p_calls  [{subject, kind, action, target, namespace, task_uuid, permission, outcome, status, code, reason, address,
--            user_agent, request_id, duration_ms}], in the order of time
create or replace function tasker_v1.record_calls (p_calls jsonb)
  returns void
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  insert into tasker.call_audit (call_uuid, at, subject, kind, action, target, namespace, task_uuid, permission, outcome, status, code,
                                 reason, address, user_agent, request_id, duration_ms)
  select tasker.uuidv7(), tasker.now(), left(c.subject, 255), c.kind, left(c.action, 255), left(c.target, 1000), left(c.namespace, 255),
         c.task_uuid, c.permission, c.outcome, c.status, c.code, left(c.reason, 1000), left(c.address, 100), left(c.user_agent, 255),
         left(c.request_id, 255), c.duration_ms
    from jsonb_to_recordset(p_calls)
      as c (subject text, kind text, action text, target text, namespace text, task_uuid uuid, permission text, outcome text,
            status smallint, code text, reason text, address text, user_agent text, request_id text, duration_ms integer)
$$;
comment on function tasker_v1.record_calls is 'Appends calls to the log of who called what.';
