-- The references of a JSON Schema that lead back to themselves without going deeper into the value:
-- judging any value by them would never end.
--
-- returns  paths of the schemas with such a $ref
create or replace function tasker.json_schema_loops (p_schema jsonb)
  returns setof text
  language sql
  immutable
as $$
  with recursive node as materialized (
    select n.* from tasker.json_schema_nodes(p_schema) n
  ), edge as materialized (
    select n.parent as from_pointer, n.pointer as to_pointer from node n where n.in_place
    union
    select n.pointer, n.schema ->> '$ref' from node n where jsonb_typeof(n.schema -> '$ref') = 'string'
  ), reach as (
    select n.path, n.pointer as start, n.schema ->> '$ref' as pointer
      from node n
     where jsonb_typeof(n.schema -> '$ref') = 'string'
    union
    select r.path, r.start, e.to_pointer
      from reach r
      join edge e on e.from_pointer = r.pointer
  )
  select r.path from reach r where r.pointer = r.start
$$;
comment on function tasker.json_schema_loops is 'The references that lead back to themselves without going deeper.';
