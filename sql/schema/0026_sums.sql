-- The sums read the history by the instant, not by the move.

drop function if exists tasker.finished_steps (bigint, bigint, bigint, timestamptz);
drop function if exists tasker.task_activity (bigint, bigint, bigint, timestamptz);
drop function if exists tasker.is_unsummed (xid, bigint);  -- it is told an age now
