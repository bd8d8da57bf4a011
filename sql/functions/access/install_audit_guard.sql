-- Puts the triggers on the log of calls that keep it append-only.
create or replace function tasker.install_audit_guard ()
  returns void
  language plpgsql
  volatile
as $$
begin
  create or replace trigger call_audit_is_append_only
    before update or delete on tasker.call_audit
    for each row execute function tasker.refuse_audit_change();
  create or replace trigger call_audit_is_not_truncated
    before truncate on tasker.call_audit
    for each statement execute function tasker.refuse_audit_change();
end
$$;
comment on function tasker.install_audit_guard is 'Puts the triggers on the log of calls that keep it append-only.';
