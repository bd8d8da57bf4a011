-- Notes on this session how far it has come below a floor; see tasker.queue_sweeps.
--
-- p_whose  namespaces and handlers
-- p_floor  null to read this queue from its start again
create or replace function tasker.keep_sweep (
  p_whose  text,
  p_floor  bigint,
  p_cursor bigint,
  p_width  bigint,
  p_spent  double precision
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_sweeps jsonb := tasker.queue_sweeps() - p_whose;
begin
  if length(v_sweeps::text) > 10000 then
    v_sweeps := '{}'; -- of a session that serves ever other workers, most are long gone
  end if;
  if p_floor is not null then
    v_sweeps := v_sweeps || jsonb_build_object(p_whose, jsonb_build_object(
      'floor', p_floor, 'cursor', p_cursor, 'width', p_width, 'spent', p_spent, 'at', extract(epoch from clock_timestamp())));
  end if;
  perform set_config('tasker.queue_floor', case when v_sweeps = '{}' then '' else v_sweeps::text end, false);
end
$$;
comment on function tasker.keep_sweep is 'Notes on this session how far it has come below a floor.';
