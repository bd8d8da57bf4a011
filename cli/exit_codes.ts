import type { ErrorKind } from "../core/errors.ts";

/** What the exit status of `tasker` says; scripts may rely on it. */
export const EXIT = {
  /** It was done. */
  ok: 0,
  /** It failed, or the answer is no: a task ended in error, a template is invalid. */
  failure: 1,
  /** The command line, the configuration or a value is wrong; the same call will fail again. */
  usage: 2,
  /** There is no such task, step, template, worker or queue. */
  notFound: 3,
  /** The state of the thing does not allow it, or another owner holds it. */
  conflict: 4,
  /** The database cannot be reached, or refuses the user. */
  databaseUnavailable: 5,
  /** A port or a data folder is in use, or a limit is reached: try again later. */
  busy: 6,
  /** The database's schema is missing, too old, too new or edited. */
  schemaMismatch: 7,
  /** The caller did not say who it is, or may not do this. */
  denied: 8,
  /** It did not happen in the time that was given. */
  timeout: 124,
  /** Ctrl-C ended it. */
  interrupted: 130,
  /** SIGTERM ended it. */
  terminated: 143,
} as const;

/** Exit status of each kind of error. */
export const EXIT_BY_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT.usage,
  unauthenticated: EXIT.denied,
  forbidden: EXIT.denied,
  not_found: EXIT.notFound,
  conflict: EXIT.conflict,
  lease_lost: EXIT.conflict,
  limited: EXIT.busy,
  unavailable: EXIT.databaseUnavailable,
  internal: EXIT.failure,
};

/** What each exit status says, in a few words, for the help of a command. */
export const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "done",
  failure: "failed, or the answer is no",
  usage: "wrong call, configuration or value",
  notFound: "no such thing",
  conflict: "its state does not allow it",
  databaseUnavailable: "not reachable",
  busy: "in use or limited",
  schemaMismatch: "schema of another release",
  denied: "not allowed",
  timeout: "not in time",
  interrupted: "Ctrl-C",
  terminated: "SIGTERM",
};

/** What each exit status says, for the reference. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "It was done.",
  failure: "It failed, or the answer is no: a task ended in error, a template is invalid.",
  usage: "The command line, the configuration or a value is wrong; the same call will fail again.",
  notFound: "There is no such task, step, template, worker or queue.",
  conflict: "The state of the thing does not allow it, or another owner holds it.",
  databaseUnavailable: "The database or the server cannot be reached, or refuses the user.",
  busy: "A port or a data folder is in use, or a limit is reached: try again later.",
  schemaMismatch: "The database's schema is missing, too old, too new or edited.",
  denied: "The caller did not say who it is, or may not do this.",
  timeout: "It did not happen in the time that was given.",
  interrupted: "Ctrl-C ended it.",
  terminated: "SIGTERM ended it.",
};
