-- The two state machines: the states as types, the legal moves as rows.
-- Every function that moves a task or a step obeys these rows; docs and invariants read them.
-- The states in which an entity is over stand last, so that a constraint can say "state >= 'complete'": PostgreSQL
-- reads the constraints of a table anew for every statement that writes to it, and short ones are read faster.

create type tasker.task_state as enum (
  'pending', 'initializing', 'enqueuing_steps', 'steps_in_process', 'evaluating_results',
  'waiting_for_dependencies', 'waiting_for_retry', 'blocked_by_failures',
  'complete', 'error', 'cancelled', 'resolved_manually'
);

create type tasker.step_state as enum (
  'pending', 'enqueued', 'in_progress', 'enqueued_for_orchestration',
  'enqueued_as_error_for_orchestration', 'waiting_for_retry',
  'complete', 'error', 'cancelled', 'resolved_manually'
);

create table tasker.task_state_rules (
  from_state   tasker.task_state not null,
  event        text not null,
  to_state     tasker.task_state not null,
  performed_by text not null,
  primary key (from_state, to_state, event)
);
comment on table tasker.task_state_rules is 'Every legal move of a task, the event that asks for it and who performs it.';

create table tasker.step_state_rules (
  from_state   tasker.step_state not null,
  event        text not null,
  to_state     tasker.step_state not null,
  performed_by text not null,
  primary key (from_state, to_state, event)
);
comment on table tasker.step_state_rules is 'Every legal move of a step, the event that asks for it and who performs it.';

insert into tasker.task_state_rules (from_state, event, to_state, performed_by) values
  ('pending',                  'start',                 'initializing',             'initializer'),
  ('initializing',             'ready_steps_found',     'enqueuing_steps',          'initializer'),
  ('initializing',             'no_steps_found',        'complete',                 'initializer'),
  ('initializing',             'no_dependencies_ready', 'waiting_for_dependencies', 'initializer'),
  ('enqueuing_steps',          'steps_enqueued',        'steps_in_process',         'enqueuer'),
  ('enqueuing_steps',          'enqueue_failed',        'error',                    'enqueuer'),
  ('steps_in_process',         'step_completed',        'evaluating_results',       'result processor'),
  ('steps_in_process',         'step_failed',           'waiting_for_retry',        'result processor'),
  ('steps_in_process',         'complete',              'complete',                 'result processor'),
  ('steps_in_process',         'fail',                  'error',                    'result processor'),
  ('evaluating_results',       'all_steps_successful',  'complete',                 'finalizer'),
  ('evaluating_results',       'ready_steps_found',     'enqueuing_steps',          'finalizer'),
  ('evaluating_results',       'no_dependencies_ready', 'waiting_for_dependencies', 'finalizer'),
  ('evaluating_results',       'retry_scheduled',       'waiting_for_retry',        'finalizer'),
  ('evaluating_results',       'permanent_failure',     'blocked_by_failures',      'finalizer'),
  ('waiting_for_dependencies', 'dependencies_ready',    'evaluating_results',       'finalizer'),
  ('waiting_for_retry',        'retry_ready',           'enqueuing_steps',          'timers'),
  ('waiting_for_retry',        'step_resolved',         'evaluating_results',       'operator'),
  ('blocked_by_failures',      'step_redriven',         'evaluating_results',       'operator'),
  ('blocked_by_failures',      'give_up',               'error',                    'operator'),
  ('blocked_by_failures',      'manual_resolution',     'resolved_manually',        'operator');

insert into tasker.task_state_rules (from_state, event, to_state, performed_by)
select s.state, e.event, e.to_state, 'operator'
  from unnest(enum_range(null::tasker.task_state)) s (state)
  cross join (values ('cancel', 'cancelled'::tasker.task_state),
                     ('resolve_manually', 'resolved_manually')) e (event, to_state)
 where s.state not in ('complete', 'error', 'cancelled', 'resolved_manually');

insert into tasker.step_state_rules (from_state, event, to_state, performed_by) values
  ('pending',                             'enqueue',                          'enqueued',                            'enqueuer'),
  ('pending',                             'start',                            'in_progress',                         'worker'),
  ('enqueued',                            'start',                            'in_progress',                         'worker'),
  ('in_progress',                         'enqueue_for_orchestration',        'enqueued_for_orchestration',          'worker'),
  ('in_progress',                         'enqueue_as_error_for_orchestration', 'enqueued_as_error_for_orchestration', 'worker'),
  ('in_progress',                         'complete',                         'complete',                            'worker'),
  ('in_progress',                         'fail',                             'error',                               'worker'),
  ('in_progress',                         'wait_for_retry',                   'waiting_for_retry',                   'worker'),
  ('in_progress',                         'release',                          'enqueued',                            'worker'),
  ('in_progress',                         'lease_expired',                    'enqueued',                            'recovery'),
  ('enqueued_for_orchestration',          'complete',                         'complete',                            'result processor'),
  ('enqueued_for_orchestration',          'fail',                             'error',                               'result processor'),
  ('enqueued_as_error_for_orchestration', 'complete',                         'complete',                            'result processor'),
  ('enqueued_as_error_for_orchestration', 'fail',                             'error',                               'result processor'),
  ('enqueued_as_error_for_orchestration', 'wait_for_retry',                   'waiting_for_retry',                   'result processor'),
  ('pending',                             'fail',                             'error',                               'result processor'),
  ('enqueued',                            'fail',                             'error',                               'result processor'),
  ('pending',                             'wait_for_retry',                   'waiting_for_retry',                   'result processor'),
  ('enqueued',                            'wait_for_retry',                   'waiting_for_retry',                   'result processor'),
  ('waiting_for_retry',                   'retry',                            'pending',                             'timers'),
  ('error',                               'retry',                            'pending',                             'operator'),
  ('error',                               'reset_for_retry',                  'pending',                             'operator');

insert into tasker.step_state_rules (from_state, event, to_state, performed_by)
select s.state, e.event, e.to_state, 'operator'
  from unnest(enum_range(null::tasker.step_state)) s (state)
  cross join (values ('cancel', 'cancelled'::tasker.step_state),
                     ('resolve_manually', 'resolved_manually'),
                     ('complete_manually', 'complete')) e (event, to_state)
 where s.state not in ('complete', 'cancelled', 'resolved_manually');
