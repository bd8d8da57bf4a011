import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { toTaskerError } from "./driver_errors.ts";
import { ERRORS, isErrorCode, TaskerError } from "./errors.ts";
import { toProblem } from "./problem.ts";

function driverError(code: string, rest: { message?: string; detail?: string; hint?: string } = {}): Error {
  return Object.assign(new Error(rest.message ?? "driver says"), { code, ...rest });
}

Deno.test("TaskerError takes kind and HTTP status from its code", () => {
  const cases = [["TK001", "usage", 400], ["TK101", "not_found", 404], ["TK201", "conflict", 409], [
    "TK301",
    "lease_lost",
    409,
  ]];
  for (const [code, kind, status] of [...cases, ["TK401", "limited", 429], ["TK503", "unavailable", 503]]) {
    if (!isErrorCode(code)) throw new TypeError(`"${code}" is not in ERRORS`);
    const error = new TaskerError(code, "Cannot do it");
    assertEquals([error.kind, error.status], [kind, status]);
  }
});

Deno.test("ERRORS gives every code of one hundred one HTTP status class", () => {
  const statuses: Record<string, number[]> = {
    0: [400],
    1: [404],
    2: [409],
    3: [409],
    4: [429],
    5: [500, 503],
    6: [401, 403],
  };
  for (const code of Object.keys(ERRORS).filter(isErrorCode)) {
    assertEquals(statuses[code.charAt(2)]?.includes(new TaskerError(code, "").status), true, code);
  }
});

Deno.test("TaskerError.faults reads the faults in its details, and none in plain text", () => {
  const faults = [{ path: "lines[2].sku", reason: "is missing" }];
  assertEquals(new TaskerError("TK003", "no", { details: JSON.stringify(faults) }).faults, faults);
  assertEquals(new TaskerError("TK003", "no", { details: "[not json" }).faults, []);
  assertEquals(new TaskerError("TK003", "no", { details: "The task is complete." }).faults, []);
});

Deno.test("toTaskerError() keeps code, message, detail and hint of what SQL raised", () => {
  const cause = driverError("TK202", {
    message: 'Cannot cancel task "x"',
    detail: "It is complete.",
    hint: "Leave it.",
  });
  const error = toTaskerError(cause) as TaskerError;
  assertInstanceOf(error, TaskerError);
  assertEquals([error.code, error.message, error.details, error.hint], [
    "TK202",
    'Cannot cancel task "x"',
    "It is complete.",
    "Leave it.",
  ]);
  assertStrictEquals(error.cause, cause);
});

Deno.test("toTaskerError() finds a meaning for SQLSTATEs and network codes that callers can act on", () => {
  const cases = {
    "22P02": "TK001",
    "22P05": "TK005",
    "22021": "TK005",
    "54000": "TK004",
    "57014": "TK503",
    "57P01": "TK503",
    "08006": "TK503",
    "28P01": "TK503",
    "53300": "TK503",
    "40P01": "TK503",
    "3D000": "TK503",
    ECONNREFUSED: "TK503",
    CONNECT_TIMEOUT: "TK503",
    CONNECTION_ENDED: "TK503",
  };
  for (const [code, meaning] of Object.entries(cases)) {
    const error = toTaskerError(driverError(code));
    assertEquals(error instanceof TaskerError && error.code, meaning, code);
  }
});

Deno.test("toTaskerError() tells a lone surrogate from other malformed JSON", () => {
  const surrogate = driverError("22P02", { detail: "Unicode low surrogate must follow a high surrogate." });
  assertEquals((toTaskerError(surrogate) as TaskerError).code, "TK005");
});

Deno.test("toTaskerError() hands back what has no meaning to callers", () => {
  for (
    const other of [driverError("23505"), driverError("42883"), new TypeError("x"), "text", null, undefined, {
      code: "TK001",
    }]
  ) {
    assertStrictEquals(toTaskerError(other), other);
  }
  const known = new TaskerError("TK001", "x");
  assertStrictEquals(toTaskerError(known), known);
});

Deno.test("toProblem() lists faults, code and hint", () => {
  const errors = [{ path: "a", reason: "is missing" }];
  const error = new TaskerError("TK003", "Cannot create task", {
    details: JSON.stringify(errors),
    hint: "See the schema.",
  });
  assertEquals(toProblem(error), {
    type: "urn:tasker:error:TK003",
    title: ERRORS.TK003.title,
    status: 400,
    detail: "Cannot create task",
    code: "TK003",
    hint: "See the schema.",
    errors,
  });
});

Deno.test("toProblem() keeps what a driver or a defect says to itself", () => {
  const secrets = [
    driverError("28P01", { message: "password of bob" }),
    driverError("23505", { message: "bob@x" }),
    new Error("bob"),
  ];
  for (const error of secrets) assertEquals(JSON.stringify(toProblem(error)).includes("bob"), false);
  assertEquals(toProblem(secrets[0]).status, 503);
  assertEquals(toProblem(secrets[1]).status, 500);
});
