-- Looks for stale tasks that only tell what they would do, and stale tasks that nobody investigates.

drop function if exists tasker_v1.run_staleness_detection (integer);  -- it tells whether it only told

alter table tasker.upkeep
  add column detection_is_dry         boolean not null default false,
  add column investigates_stale_tasks boolean not null default true;
comment on column tasker.upkeep.detection_is_dry is 'Whether a look for stale tasks only tells how many it found, and changes nothing.';
comment on column tasker.upkeep.investigates_stale_tasks is
  'Whether a stale task comes under investigation where its template does not say.';
