-- What operators look at: orchestrators that are up, and sessions that hold others back.

create table tasker.orchestrators (
  orchestrator_uuid  uuid primary key,
  info               jsonb not null default '{}',
  started_at         timestamptz not null,
  seen_at            timestamptz not null
);
comment on table tasker.orchestrators is 'Orchestrators that are up; each says so every few seconds, and takes its row away when it stops.';
comment on column tasker.orchestrators.info is 'Release, API level, host and process number.';

alter table tasker.upkeep
  add column held_transaction_limit interval not null default '5 minutes',
  add constraint upkeep_held_transaction_limit_is_positive check (held_transaction_limit > interval '0');
comment on column tasker.upkeep.held_transaction_limit is
  'Age at which a transaction that keeps finished rows from being removed is warned of.';

drop function if exists tasker.archivable_tasks (timestamptz, integer);  -- it looks among given tasks too
