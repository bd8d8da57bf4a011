-- Functions that are told in which namespaces to look, and who asks.

drop function if exists tasker_v1.list_dlq_entries (text, integer, integer, text);
drop function if exists tasker_v1.get_dlq_stats ();
drop function if exists tasker_v1.get_dlq_investigation_queue (integer);
drop function if exists tasker_v1.get_staleness_monitoring (integer);
drop function if exists tasker_v1.list_annotation_types ();
drop function if exists tasker_v1.get_worker (uuid);
drop function if exists tasker_v1.list_workers ();
drop function if exists tasker_v1.cancel_tasks (uuid[], text);

drop function if exists tasker_v1.create_access_user (text, text, text[], text[]);
drop function if exists tasker_v1.update_access_user (text, text, text[], text[], boolean);
drop function if exists tasker_v1.set_access_role (text, text[], text);
drop function if exists tasker_v1.drop_access_role (text);
drop function if exists tasker_v1.revoke_access_session (uuid, text);
