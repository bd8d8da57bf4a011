import { assertEquals } from "@std/assert";
import { hashPassword } from "../../orchestration/access/password.ts";
import { GuardedApi } from "./_api.ts";

const WORDS = "correct horse battery staple";

Deno.test("who is shut out while the password is being checked is not let in by it", async (t) => {
  await using api = await GuardedApi.create();
  await api.user("ada", WORDS, ["viewer"]);
  const [user] = await api.db.sql`select * from tasker_v1.get_access_login('ada')`;
  const open = async () =>
    (await api.db.sql`
      select * from tasker_v1.open_access_session(${user!.user_uuid}, ${
      user!.password_hash
    }, ${crypto.randomUUID()},
               ${crypto.getRandomValues(new Uint8Array(32)) as never}, 3600, 3600)`).length;
  assertEquals(await open(), 1);
  await t.step("locked by others who guess at the same time", async () => {
    for (let i = 0; i < 5; i++) await api.db.sql`select tasker_v1.note_failed_login('ada')`;
    assertEquals(await open(), 0);
  });
  await t.step("disabled", async () => {
    await api.db.sql`select tasker_v1.update_access_user('ada', p_is_disabled => true)`;
    assertEquals(await open(), 0);
  });
  await t.step("given another password", async () => {
    const other = await hashPassword("four words nobody says");
    await api.db
      .sql`select tasker_v1.update_access_user('ada', p_password_hash => ${other}, p_is_disabled => false)`;
    assertEquals(await open(), 0);
  });
});
