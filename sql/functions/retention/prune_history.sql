-- Drops the weekly partitions of the history that are older than is kept. A partition stays as long as a task that is
-- not over was created before its end, or a move of it is not summed up where moves are. The tasks themselves stay, with
-- less history: archive_tasks() deletes those.
-- A drop needs the history for itself, if only for a moment: it waits 100 ms for that and else leaves the partition to
-- the next call, so that no statement that writes history waits longer.
--
-- p_keep   how long a move is kept, at least
--
-- returns   how many were dropped
-- raises    TK001 time out of range
-- locks     the settings row (skipping it when locked), then the history, for a moment
create or replace function tasker_v1.prune_history (p_keep interval)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '100ms'
as $$
declare
  v_needed_from timestamptz;
  v_count       integer := 0;
  r_partition   record;
begin
  perform tasker.check_keep('prune the history', p_keep);
  if not exists (select from tasker.history_partitions() p where p.ends_at <= tasker.now() - p_keep) then
    return 0;
  end if;
  -- before the history, as detection has them: the settings row, and whoever has it is let alone
  perform from tasker.upkeep u for update skip locked;
  if not found then
    return 0;
  end if;
  v_needed_from := (select min(t.created_at) from tasker.tasks t where t.state < 'complete');

  for r_partition in
    select p.name, p.ends_at
      from tasker.history_partitions() p
     where p.ends_at <= least(tasker.now() - p_keep, v_needed_from)
     order by p.ends_at, p.name
  loop
    exit when tasker.has_unsummed_moves(r_partition.name);
    begin
      execute format('drop table tasker.%I', r_partition.name);
      update tasker.upkeep u set history_pruned_until = greatest(u.history_pruned_until, r_partition.ends_at);
      v_count := v_count + 1;
    exception when lock_not_available then
      exit;
    end;
  end loop;
  return v_count;
end
$$;
comment on function tasker_v1.prune_history is 'Drops the weekly partitions of the history that are older than is kept.';
