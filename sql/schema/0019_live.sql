-- Following the history live: its rows, as functions that tell them hand them to each other.

create type tasker.history_move as (
  history_id   bigint,
  task_uuid    uuid,
  step_uuid    uuid,
  at           timestamptz,
  from_state   text,
  states       text[],
  worker_uuid  uuid,
  attempt      integer,
  metadata     jsonb
);
comment on type tasker.history_move is 'A row of the history of tasks or steps; states are all that it passed through, and the last one.';
