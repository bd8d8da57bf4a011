-- A step that goes straight to a worker stands in no queue, so it needs no entry in the index that claims read.

alter table tasker.step_queue
  alter column rank drop not null,
  add column taken_rank bigint,
  drop constraint step_queue_lease_is_whole,
  add constraint step_queue_lease_is_whole
    check ((worker_uuid is null) = (leased_until is null)
           and (rank is null) <> (taken_rank is null)
           and (worker_uuid is not null or rank is not null));
comment on column tasker.step_queue.rank is 'Its place in the queue; null for a step that a worker took along before it was ever offered.';
comment on column tasker.step_queue.taken_rank is 'The rank of such a step, for its children and for when it is handed back.';

create index if not exists step_queue_by_namespace_id_rank_where_ranked on tasker.step_queue (namespace_id, rank)
  where rank is not null;
drop index tasker.step_queue_by_namespace_id_rank;
