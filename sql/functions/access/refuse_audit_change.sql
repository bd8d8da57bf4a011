-- Keeps the log of calls append-only: fires before any row of it is changed or removed.
--
-- raises    TK208 unless tasker_v1.prune_call_audit removes it
create or replace function tasker.refuse_audit_change ()
  returns trigger
  language plpgsql
as $$
begin
  if tg_op = 'DELETE' and current_setting('tasker.prunes_audit', true) = 'on' then
    return old;
  end if;
  raise exception using
    errcode = 'TK208',
    message = format('Cannot %s the log of calls: it is append-only', lower(tg_op)),
    hint = 'Calls leave it when they are older than audit.keep_days.';
end
$$;
comment on function tasker.refuse_audit_change is 'Keeps the log of calls append-only.';
