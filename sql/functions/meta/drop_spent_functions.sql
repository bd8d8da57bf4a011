-- Drops what earlier releases called a function and no file makes any more: of both schemas, each function that this
-- transaction did not put in place. Called by a migration that has just put all of them in place, and before its grants,
-- which touch every function.
--
-- p_kept  names of functions that schema files made: types, defaults and views stand on them
--
-- returns   how many were dropped
create or replace function tasker.drop_spent_functions (p_kept text[])
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_count    integer := 0;
  r_function record;
begin
  for r_function in
    select p.oid::regprocedure as signature
      from pg_proc p
     where p.pronamespace in ('tasker'::regnamespace, 'tasker_v1'::regnamespace)
       and p.xmin <> pg_current_xact_id()::xid
       and p.proname <> all (p_kept)
     order by p.oid
  loop
    execute format('drop function %s', r_function.signature);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function tasker.drop_spent_functions is 'Drops functions of earlier releases that no file makes any more.';
