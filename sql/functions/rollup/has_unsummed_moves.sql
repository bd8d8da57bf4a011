-- Tells whether a partition of the history has moves that the sums lack.
--
-- returns  false without sums
create or replace function tasker.has_unsummed_moves (p_partition text)
  returns boolean
  language plpgsql
  stable
  set enable_seqscan = off
as $$
declare
  v_floor_id     bigint := (select r.floor_id from tasker.current_rollup() r);
  v_has_unsummed boolean;
begin
  if v_floor_id is not null then
    execute format('select exists (select from tasker.%I l where l.history_id > $1)', p_partition)
      into v_has_unsummed using v_floor_id;
  end if;
  return coalesce(v_has_unsummed, false);
end
$$;
comment on function tasker.has_unsummed_moves is 'Tells whether a partition of the history has moves that the sums lack.';
