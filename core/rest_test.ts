import { assert, assertEquals } from "@std/assert";
import { Rest } from "./rest.ts";

Deno.test("Rest grows with the time that nothing changed, a sixteenth of it, between its bounds", () => {
  let now = 0;
  const rest = new Rest({ shortestMs: 20, longestMs: 250, now: () => now });
  const after = (ms: number) => {
    now += ms;
    return rest.ms;
  };
  assertEquals(rest.ms, 250, "nothing is known to have changed");
  rest.changed();
  assertEquals([after(0), after(320), after(1_280), after(3_000), after(60_000)], [20, 20, 100, 250, 250]);
  rest.changed();
  assertEquals(after(80), 20);
});

Deno.test("Rest makes few looks at what does not change", () => {
  let [now, looks] = [0, 0];
  const rest = new Rest({ shortestMs: 20, longestMs: 250, now: () => now });
  rest.changed();
  for (; now < 60_000; looks += 1) now += rest.ms;
  assert(looks < 60_000 / 250 + 60, `${looks} looks in a minute`);
});
