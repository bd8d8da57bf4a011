/** What callers over HTTP ask instead of a function of the door: what hints of the database name, in HTTP's words. */
const ROUTES: Readonly<Record<string, string>> = {
  claim_steps: "POST /v1/workers/{worker_uuid}/claim",
  configure: "the configuration",
  create_dlq_entry: "POST /v1/dlq/task/{task_uuid}",
  create_tasks: "POST /v1/tasks",
  explain_task: "GET /v1/tasks/{task_uuid}/explain",
  find_mapped_objects: "GET /v1/systems/{name}/objects/{remote_id}",
  get_ready_steps: "GET /v1/tasks/{task_uuid}/workflow_steps",
  get_task_steps: "GET /v1/tasks/{task_uuid}/workflow_steps",
  list_dlq_entries: "GET /v1/dlq",
  list_task_annotations: "GET /v1/tasks/{task_uuid}/annotations",
  list_tasks: "GET /v1/tasks",
  list_templates: "GET /v1/templates",
  list_workers: "GET /v1/workers",
  put_dependent_system: "PUT /v1/systems/{name}",
  register_worker: "POST /v1/workers",
};

/** A call of the door as hints write it: `tasker_v1.get_task_steps(task)`. */
const CALL = /`?\btasker_v1\.(\w+)(?:\([^)]*\))?`?/g;

/** Names that only the database's own callers know: tables, private functions, parameters. */
const INSIDE = /\btasker_v1\.|\btasker\.[a-z_]+|\bpg_\w+|\bpgmq\.|\bp_[a-z_]+/;

/**
 * Says a hint of the database in HTTP's words: door functions become routes, and sentences with names that callers over HTTP
 * have no use for are left out.
 *
 * @param hint What the database, or anything else, advises.
 * @returns The advice; undefined when nothing is left of it.
 */
export function inHttpWords(hint: string | undefined): string | undefined {
  if (hint === undefined || !INSIDE.test(hint)) return hint;
  const said = hint.replaceAll(CALL, (call, name) => ROUTES[name] ?? call);
  const kept = said.split(/(?<=[.;])\s+/).filter((sentence) => !INSIDE.test(sentence)).join(" ");
  return kept === "" ? undefined : kept.replace(/;$/, ".");
}
