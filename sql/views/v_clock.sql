-- The time that tasker.now() tells, for views: they are put in place before functions.
create or replace view tasker.v_clock as
select coalesce(nullif(current_setting('tasker.now', true), '')::timestamptz, statement_timestamp()) as now;
comment on view tasker.v_clock is 'The time that tasker.now() tells, for views.';
