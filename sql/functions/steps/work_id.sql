-- What the attempts of a step of a template share goes by this number; see tasker_v1.get_works.
create or replace function tasker.work_id (p_named_task_id integer, p_position integer, p_max_attempts smallint)
  returns bigint
  language sql
  immutable
  parallel safe
as $$
  select (p_named_task_id::bigint << 32) | (p_position::bigint << 16) | p_max_attempts
$$;
comment on function tasker.work_id is 'What the attempts of a step of a template share goes by this number.';
