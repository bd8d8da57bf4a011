-- Refuses changes of an investigation that have faults.
--
-- raises  TK001; the message names the faults
create or replace function tasker.check_dlq_changes (p_changes jsonb)
  returns void
  language plpgsql
  immutable
as $$
declare
  v_words text;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    v_words := 'the changes must be a JSON object';
  else
    select string_agg(f.key || ' ' || r.reason, '; ' order by f.key) into v_words
      from jsonb_each(p_changes) f
     cross join lateral (
       select case
         when f.key in ('resolution_status', 'resolution_notes', 'resolved_by')
           then case when jsonb_typeof(f.value) not in ('string', 'null') then 'must be a string' end
         when f.key = 'metadata' then case when jsonb_typeof(f.value) not in ('object', 'null') then 'must be an object' end
         else 'is not something that can be changed'
       end as reason
     ) r
     where r.reason is not null;
  end if;
  if v_words is not null then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot update the investigation: ' || v_words,
      hint = 'Pass any of {resolution_status, resolution_notes, resolved_by, metadata}.';
  end if;
end
$$;
comment on function tasker.check_dlq_changes is 'Refuses changes of an investigation that have faults.';
