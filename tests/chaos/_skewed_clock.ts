/**
 * Loaded before a program: sets its clock off by `CHAOS_SKEW_MS` milliseconds. The time of the workflow is the
 * database's, so this must not matter.
 *
 * @module
 */
const skewMs = Number(Deno.env.get("CHAOS_SKEW_MS") ?? 0);
const TrueDate = Date;

globalThis.Date = new Proxy(TrueDate, {
  construct(target, given, self) {
    const args = given.length === 0 ? [target.now() + skewMs] : given;
    return Reflect.construct(target, args, self === SkewedDate ? target : self);
  },
  apply: (target) => new target(target.now() + skewMs).toString(),
  get: (target, key) => key === "now" ? () => target.now() + skewMs : Reflect.get(target, key),
});
const SkewedDate = globalThis.Date;
