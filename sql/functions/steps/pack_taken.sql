-- Steps given to a worker that knows their tasks, in one row.
--
-- returns  one row of tasker.packed_claims; all null for none
create or replace function tasker.pack_taken (p_taken tasker.taken_steps)
  returns tasker.packed_claims
  language plpgsql
  stable
as $$
declare
  v_packed tasker.packed_claims;
begin
  if p_taken.step_uuids is null then
    return null;
  end if;
  v_packed.step_uuids := array_to_string(p_taken.step_uuids, e'\x1e');
  v_packed.work_ids := array_to_string(p_taken.work_ids, e'\x1e');
  v_packed.parents := array_to_string(p_taken.parents, e'\x1e', '');
  if 1 <> any (p_taken.attempts) then
    v_packed.attempts := array_to_string(p_taken.attempts, e'\x1e');
  end if;
  if p_taken.joins is not null then
    v_packed.dependencies := tasker.pack_dependencies(p_taken.joins);
  end if;
  return v_packed;
end
$$;
comment on function tasker.pack_taken is 'Steps given to a worker that knows their tasks, in one row.';
