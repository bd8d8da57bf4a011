-- Where each step of each task stands in its graph: parents, children, and the shortest way from a root.
-- For the steps of one task ask for a range of workflow_step_uuid: that is the primary key.
create or replace view tasker.step_dag_relationships as
select s.step_uuid as workflow_step_uuid, s.task_uuid, n.named_step_uuid,
       (select coalesce(jsonb_agg(tasker.step_uuid(s.task_uuid, e.from_position) order by e.from_position), '[]')
          from tasker.named_step_edges e
         where e.named_task_id = s.named_task_id and e.to_position = s.position) as parent_step_uuids,
       (select coalesce(jsonb_agg(tasker.step_uuid(s.task_uuid, e.to_position) order by e.to_position), '[]')
          from tasker.named_step_edges e
         where e.named_task_id = s.named_task_id and e.from_position = s.position) as child_step_uuids,
       n.parents_count as parent_count,
       n.children_count as child_count,
       n.parents_count = 0 as is_root_step,
       n.children_count = 0 as is_leaf_step,
       (with recursive walk as (
          select s.position as position, 0 as distance
          union
          select e.from_position, w.distance + 1
            from walk w
            join tasker.named_step_edges e on e.named_task_id = s.named_task_id and e.to_position = w.position
        )
        select min(w.distance)
          from walk w
          join tasker.named_tasks_named_steps r on r.named_task_id = s.named_task_id and r.position = w.position
         where r.parents_count = 0) as min_depth_from_root
  from tasker.workflow_steps s
  join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position;
comment on view tasker.step_dag_relationships is 'Where each step of each task stands in its graph.';
