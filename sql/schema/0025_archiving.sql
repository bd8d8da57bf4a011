-- Tasks to archive are looked for once, and no more among those that were found.

drop function if exists tasker.archivable_tasks (timestamptz, integer, uuid[]);
