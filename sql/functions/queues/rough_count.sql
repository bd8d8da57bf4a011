-- About how many rows of a table fit a condition: all its pages are read while they are few, else about 500 of them by
-- chance, so that neither a long queue nor one that was long makes it dear.
--
-- p_table      the table
-- p_condition  of its rows, as SQL
create or replace function tasker.rough_count (p_table regclass, p_condition text)
  returns bigint
  language plpgsql
  volatile
as $$
declare
  v_pages   bigint := pg_relation_size(p_table) / current_setting('block_size')::bigint;
  v_percent double precision := least(100, 50000.0 / greatest(v_pages, 1));
  v_count   bigint;
begin
  if v_percent >= 100 then
    execute format('select count(*) from %s q where %s', p_table, p_condition) into v_count;
  else
    execute format('select count(*) from %s q tablesample system (%s) where %s', p_table, v_percent, p_condition) into v_count;
  end if;
  return round(v_count * 100 / v_percent);
end
$$;
comment on function tasker.rough_count is 'About how many rows of a table fit a condition.';
