-- What recovery found broken and mended, and what it has to remember.

create table tasker.recovery_events (
  recovery_event_id  bigint generated always as identity primary key,
  at                 timestamptz not null,
  repair             text not null,
  repaired_count     integer not null
    constraint recovery_events_repaired_something check (repaired_count > 0),
  sample_uuids       uuid[] not null,
  repaired_by        text not null
);
create index recovery_events_by_at on tasker.recovery_events (at);
comment on table tasker.recovery_events is 'What was found broken and mended: a row for each repair that had something to do. Append-only.';
comment on column tasker.recovery_events.repair is 'Which repair: one of tasker.known_repairs().';
comment on column tasker.recovery_events.sample_uuids is 'The first ten of the steps, tasks or workers it was about.';
comment on column tasker.recovery_events.repaired_by is 'The processor that called, as its session says (tasker.processor_uuid), else the session''s application name.';

create table tasker.recovery_totals (
  repair          text primary key,
  events_count    bigint not null,
  repaired_count  bigint not null,
  last_at         timestamptz not null
);
comment on table tasker.recovery_totals is 'Sums of the recovery events that were pruned, so that counters never go back.';

create table tasker.recovery_progress (
  only_row        boolean primary key default true constraint recovery_progress_has_one_row check (only_row),
  examined_until  uuid not null default '00000000-0000-0000-0000-000000000000'
);
comment on table tasker.recovery_progress is 'Up to which task the look for stranded ones has come; one row.';
insert into tasker.recovery_progress default values;

alter table tasker.workers add column recheck_at timestamptz;
comment on column tasker.workers.recheck_at is 'When to look for leases that this worker got while it signed off; null: there can be none.';
