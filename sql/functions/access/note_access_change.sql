-- Writes a change of keys, users, roles, sessions or tokens to the log of calls, in the transaction that makes it: whatever
-- way it came, it is there.
--
-- p_action  the door function that makes it
-- p_target  what is changed: key:ab3cd4ef, user:ada
-- p_by      who asks; null: the database's own user
-- p_reason  why; null: what the transaction's setting tasker.reason says
create or replace function tasker.note_access_change (p_action text, p_target text, p_by text, p_reason text default null)
  returns void
  language sql
  volatile
as $$
  insert into tasker.call_audit (call_uuid, at, subject, kind, action, target, permission, outcome, status, reason,
                                 address, user_agent)
  values (tasker.uuidv7(), tasker.now(), left(coalesce(p_by, 'database:' || session_user), 255), 'database', p_action,
          left(p_target, 1000), 'auth:manage', 'done', 200,
          left(coalesce(p_reason, nullif(current_setting('tasker.reason', true), '')), 1000),
          host(inet_client_addr()), nullif(current_setting('application_name'), ''))
$$;
comment on function tasker.note_access_change is 'Writes a change of who may call to the log of calls.';
