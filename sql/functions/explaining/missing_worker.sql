-- Says that no live worker would take a step: none of its namespace, or none with its handler.
--
-- returns  one row, or none when some worker would
create or replace function tasker.missing_worker (p_namespace text, p_handler_id integer, p_handler text)
  returns table (reason text, detail text)
  language sql
  stable
as $$
  select case when l.serving_count = 0 then 'no_worker' else 'no_handler' end,
         case when l.serving_count = 0 then format('no live worker serves namespace "%s"', p_namespace)
              else format('none of %s live workers of namespace "%s" has handler "%s"', l.serving_count, p_namespace, p_handler) end
    from (select count(*) as serving_count,
                 count(*) filter (where w.handler_ids is null or p_handler_id = any (w.handler_ids)) as able_count
            from tasker.workers w
           where w.state = 'running'
             and w.leased_until >= tasker.now()
             and p_namespace = any (w.namespaces)) l
   where l.able_count = 0
$$;
comment on function tasker.missing_worker is 'Says that no live worker would take a step.';
