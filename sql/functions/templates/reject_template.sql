-- Refuses a template that has faults.
--
-- raises  TK002; the message counts and names them, the detail is a JSON array of {path, reason}
create or replace function tasker.reject_template (p_template jsonb)
  returns void
  language plpgsql
  stable
as $$
declare
  v_count  integer;
  v_detail text;
  v_words  text;
begin
  select count(*), jsonb_agg(jsonb_build_object('path', f.path, 'reason', f.reason) order by f.path collate "C")::text,
         string_agg(concat_ws(': ', nullif(f.path, ''), f.reason), '; ' order by f.path collate "C")
    into v_count, v_detail, v_words
    from tasker.template_faults(p_template) f;
  if v_count > 0 then
    raise exception using
      errcode = 'TK002',
      message = format('Cannot register template "%s": %s', tasker.template_title(p_template), left(v_words, 500)),
      detail = v_detail,
      hint = format('Correct the %s and register it again; nothing was written.',
                    case v_count when 1 then 'fault' else v_count || ' faults' end);
  end if;
end
$$;
comment on function tasker.reject_template is 'Refuses a template that has faults.';
