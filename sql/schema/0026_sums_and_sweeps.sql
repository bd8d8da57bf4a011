-- The sums read the history by the instant, not by the move; a claim reads what lies below a floor in slices.

drop function if exists tasker.finished_steps (bigint, bigint, bigint, timestamptz);
drop function if exists tasker.task_activity (bigint, bigint, bigint, timestamptz);
drop function if exists tasker.is_unsummed (xid, bigint);  -- it is told an age now
drop function if exists tasker.queue_floor (timestamptz);
drop function if exists tasker.raise_queue_floor (bigint, timestamptz);
