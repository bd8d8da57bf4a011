-- Where two graphs of tasker.template_graph differ, as deep as both are objects. Nothing and null are the same.
--
-- returns  one row a difference: path such as steps.charge.retry.max_attempts, and both values, null for absent
create or replace function tasker.template_differences (p_published jsonb, p_offered jsonb)
  returns table (path text, published jsonb, offered jsonb)
  language sql
  immutable
as $$
  with recursive pair as (
    select '' as path, p_published as published, p_offered as offered
    union all
    select tasker.field_path(p.path, k.key), nullif(p.published -> k.key, 'null'), nullif(p.offered -> k.key, 'null')
      from pair p
      cross join lateral (
        select jsonb_object_keys(p.published) union select jsonb_object_keys(p.offered)
      ) k (key)
     where jsonb_typeof(p.published) = 'object'
       and jsonb_typeof(p.offered) = 'object'
       and p.published <> p.offered
  )
  select p.path, p.published, p.offered
    from pair p
   where p.published is distinct from p.offered
     and not coalesce(jsonb_typeof(p.published) = 'object' and jsonb_typeof(p.offered) = 'object', false)
   order by p.path
$$;
comment on function tasker.template_differences is 'Where two graphs of templates differ.';
