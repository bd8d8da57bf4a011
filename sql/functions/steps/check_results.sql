-- Refuses results that cannot be read. Plain successes are recorded first and looked at only when some was left out or names
-- no uuid.
--
-- raises  TK001 not an array, or an entry without a step and an attempt; the message names its place, from 1
create or replace function tasker.check_results (p_results jsonb)
  returns void
  language plpgsql
  immutable
as $$
declare
  v_bad integer;
begin
  if jsonb_typeof(p_results) is distinct from 'array' then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot record results: they must be a JSON array',
      detail = format('They are %s.', coalesce(jsonb_typeof(p_results), 'null')),
      hint = 'Pass [{"step_uuid": …, "attempt": …, "success": true, "result": …}].';
  end if;

  select min(r.ordinality) into v_bad
    from jsonb_array_elements(p_results) with ordinality r
   where jsonb_typeof(r.value) <> 'object'
      or (r.value ->> 'step_uuid' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
          and r.value ->> 'attempt' ~ '^[0-9]{1,4}$') is not true;
  if v_bad is not null then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot record result %s of the call: it names no step and attempt', v_bad),
      detail = format('Its step_uuid is %s, its attempt %s.', coalesce(p_results -> (v_bad - 1) ->> 'step_uuid', 'null'),
                      coalesce(p_results -> (v_bad - 1) ->> 'attempt', 'null')),
      hint = 'Both stand in the row that tasker_v1.claim_steps gave.';
  end if;
end
$$;
comment on function tasker.check_results is 'Refuses results that cannot be read.';
