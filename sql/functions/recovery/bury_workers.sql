-- Marks workers dead whose lease is over and that hold nothing any more, and looks once more at those that signed off
-- while a completion of theirs was under way: what it took along is leased to a worker that is gone.
--
-- returns  the workers that were marked dead
-- locks    workers, skipping locked ones
create or replace function tasker.bury_workers ()
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now  timestamptz := tasker.now();
  v_dead uuid[];
begin
  with dead as (
    update tasker.workers w
       set state = 'dead'
     where w.worker_uuid in (
       select d.worker_uuid
         from tasker.workers d
        where d.state = 'running'
          and d.leased_until < v_now
          and not exists (select from tasker.step_queue q where q.worker_uuid = d.worker_uuid)
          for update skip locked)
    returning w.worker_uuid
  )
  select array_agg(d.worker_uuid order by d.worker_uuid) into v_dead from dead d;

  update tasker.workers w
     set recheck_at = (select max(q.leased_until) from tasker.step_queue q
                        where q.worker_uuid = w.worker_uuid and q.leased_until < 'infinity')
   where w.worker_uuid in (select r.worker_uuid from tasker.workers r where r.recheck_at < v_now for update skip locked);
  return v_dead;
end
$$;
comment on function tasker.bury_workers is 'Marks workers dead whose lease is over and that hold nothing any more.';
