import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestApi } from "./_api.ts";

/** As much of a document's element as the page's script uses. */
class FakeElement {
  textContent = "";
  id = "";
  href = "";
  className = "";
  open = false;
  readonly children: (FakeElement | string)[] = [];
  constructor(readonly name: string) {}
  append(...children: unknown[]): void {
    this.children.push(...children.map((child) => child instanceof FakeElement ? child : String(child)));
  }
  scrollIntoView(): void {}
  replaceChildren(...children: unknown[]): void {
    this.children.length = 0;
    this.append(...children);
  }
  all(): FakeElement[] {
    const below = this.children.flatMap((child) => child instanceof FakeElement ? child.all() : []);
    return [this, ...below];
  }
  text(): string {
    return this.textContent +
      this.children.map((child) => child instanceof FakeElement ? child.text() : child).join("");
  }
}

/** Runs the page's script on a document that is only elements, with the API answering its `fetch`. */
async function render(page: string, answer: (path: string) => Promise<Response>) {
  const script = /<script>([^]*)<\/script>/.exec(page)?.[1] ?? "";
  const [nav, main] = [new FakeElement("nav"), new FakeElement("main")];
  const document = {
    createElement: (name: string) => new FakeElement(name),
    querySelector: (name: string) => name === "nav" ? nav : main,
    getElementById: (id: string) => main.all().find((element) => id !== "" && element.id === id),
  };
  const asked: string[] = [];
  let done: Promise<unknown> = Promise.resolve();
  const fetch = (path: string) => {
    asked.push(path);
    const response = answer(path);
    done = response.catch(() => {});
    return response;
  };
  const location = { hash: "" };
  let follow = () => {};
  const addEventListener = (_: string, listener: () => void) => void (follow = listener);
  new Function("document", "fetch", "location", "addEventListener", script)(
    document,
    fetch,
    location,
    addEventListener,
  );
  await done;
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
  const click = (link: FakeElement) => {
    location.hash = encodeURI(link.href);
    follow();
  };
  return { nav, main, asked, click };
}

Deno.test("the page at /docs shows every operation, and asks nobody but this API", async () => {
  await using api = await TestApi.create();
  const get = (path: string) => Promise.resolve(api.app.fetch(new Request(`http://tasker.test${path}`)));
  const response = await get("/docs");
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  const page = await response.text();
  const { body: description } = await api.ask("GET", "/openapi.json");

  const { nav, main, asked, click } = await render(page, get);

  const operations = Object.entries<Record<string, { readonly summary: string }>>(description.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => ({ id: method + path, summary }))
    );
  const shown = new Map(
    main.all().filter(({ name }) => name === "details").map((each) => [each.id, each.text()]),
  );
  assertEquals([...shown.keys()].toSorted(), operations.map(({ id }) => id).toSorted());
  for (const { id, summary } of operations) assert(shown.get(id)?.includes(summary), id);
  assert(shown.get("post/v1/tasks")?.includes('"namespace"'), "the body of a request is shown by example");
  assertEquals(asked, ["/openapi.json"]);
  const links = nav.all().filter(({ name }) => name === "a");
  assertEquals(links.length, operations.length);
  for (const link of links) click(link);
  assertEquals(main.all().filter(({ open }) => open).length, operations.length);
  assertMatch(policy, /default-src 'self'/);
  assertEquals([...page.matchAll(/(?:src|href)="(?!#)/g)].length, 0);
});

Deno.test("the page at /docs says so when the description cannot be loaded", async () => {
  await using api = await TestApi.create();
  const page = await (await api.app.fetch(new Request("http://tasker.test/docs"))).text();
  const { main } = await render(page, () => Promise.reject(new Error("away")));
  assertMatch(main.textContent, /^Cannot load \/openapi.json: Error: away$/);
});
