-- Searching tasks: by words of their context, and by what was noted about them.

alter table tasker.named_tasks add column searchable text[];
comment on column tasker.named_tasks.searchable is
  'Paths in the context, such as customer.name, whose words tasks of this template are found by; null for none.';

-- A table of its own: tasks of templates that declare nothing pay nothing, not even a null.
create table tasker.task_words (
  task_uuid  uuid primary key references tasker.tasks on delete cascade,
  words      tsvector not null
);
create index task_words_by_words on tasker.task_words using gin (words);
comment on table tasker.task_words is 'The words by which tasks are found, of templates that declare searchable attributes.';

alter type tasker.resolved_requests add attribute has_searchable boolean;

create index task_annotations_by_annotation on tasker.task_annotations using gin (annotation jsonb_path_ops);

-- it takes more conditions now
drop function if exists tasker.matching_tasks(integer[], tasker.task_state[], text, text, text, uuid, timestamptz, timestamptz);
