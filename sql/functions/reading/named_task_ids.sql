-- The templates that a namespace, a name and a version mean; every null means any.
--
-- returns  their numbers; null when all three are null
create or replace function tasker.named_task_ids (p_namespace text, p_name text, p_version text)
  returns integer[]
  language sql
  stable
as $$
  select case when num_nonnulls(p_namespace, p_name, p_version) > 0 then
           array(select t.named_task_id
                   from tasker.named_tasks t
                   join tasker.task_namespaces n on n.namespace_id = t.namespace_id
                  where (p_namespace is null or n.name = p_namespace)
                    and (p_name is null or t.name = p_name)
                    and (p_version is null or t.version = p_version))
         end
$$;
comment on function tasker.named_task_ids is 'The templates that a namespace, a name and a version mean.';
