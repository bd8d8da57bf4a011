/** A page that shows the API's description, one section a tag. It loads `/openapi.json` and nothing else. */
export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tasker API</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --dim: #888; }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0; display: grid; grid-template-columns: 17rem 1fr; }
  nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); box-sizing: border-box; }
  nav a { display: block; color: inherit; text-decoration: none; padding: .1rem 0; overflow-wrap: anywhere; font-size: 13px; }
  nav h2 { font-size: 13px; margin: 1rem 0 .2rem; text-transform: capitalize; }
  main { padding: 1rem 2rem 6rem; max-width: 60rem; min-width: 0; }
  main > h2 { margin-top: 3rem; text-transform: capitalize; border-bottom: 1px solid var(--line); }
  details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .5rem .8rem; }
  summary { cursor: pointer; overflow-wrap: anywhere; }
  code, pre { font: 13px/1.45 ui-monospace, monospace; }
  pre { background: #8881; padding: .7rem; border-radius: 6px; overflow: auto; max-height: 24rem; }
  b.method { display: inline-block; min-width: 4.2rem; font: 600 13px ui-monospace, monospace; }
  .get { color: #2a7ae2 } .post { color: #23943f } .patch, .put { color: #b8730a } .delete { color: #c93434 }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); }
  .dim { color: var(--dim); }
  @media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } }
</style>
<nav></nav><main><p>Loading /openapi.json …</p></main>
<script>
  const element = (name, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };
  const typeOf = (schema, doc) => {
    if (!schema) return "";
    if (schema.$ref) return schema.$ref.split("/").pop();
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.type === "array") return typeOf(schema.items, doc) + "[]";
    const several = schema.anyOf || schema.oneOf;
    if (several) return several.map((each) => typeOf(each, doc)).join(" | ");
    return [schema.type].flat().join(" | ") || "any";
  };
  const shown = (schema, doc, depth = 0) => {
    if (!schema) return null;
    if (schema.example !== undefined) return schema.example;
    if (schema.$ref) return depth > 4 ? typeOf(schema) : shown(doc.components.schemas[schema.$ref.split("/").pop()], doc, depth + 1);
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => shown(each, doc, depth + 1)));
    if (schema.properties) {
      return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, shown(each, doc, depth + 1)]));
    }
    if (schema.type === "array") return [shown(schema.items, doc, depth + 1)];
    return typeOf(schema, doc);
  };
  const sample = (content, doc) => Object.entries(content || {}).map(([type, { schema }]) =>
    element("div", {}, element("span", { className: "dim", textContent: type + "  " + typeOf(schema, doc) }),
      element("pre", { textContent: JSON.stringify(shown(schema, doc), null, 2) })));
  const table = (rows) => element("table", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)))));
  const operation = (method, path, { summary, description, parameters = [], requestBody, responses, ...rest }, doc) => {
    const head = element("summary", {}, element("b", { className: "method " + method, textContent: method.toUpperCase() }),
      element("code", { textContent: path }), element("div", { className: "dim", textContent: summary }));
    const parts = [element("p", {}, "Permission: ", element("code", { textContent: rest["x-permission"] }))];
    if (description) parts.push(element("p", { textContent: description }));
    if (parameters.length) {
      parts.push(element("h4", { textContent: "Parameters" }), table(parameters.map((each) => [
        element("code", { textContent: each.name + (each.required ? " *" : "") }), each.in, typeOf(each.schema, doc),
        each.description || each.schema?.description || ""])));
    }
    if (requestBody) parts.push(element("h4", { textContent: "Body" }), ...sample(requestBody.content, doc));
    parts.push(element("h4", { textContent: "Answers" }));
    for (const [status, answer] of Object.entries(responses)) {
      parts.push(status < 400 ? element("div", {}, element("b", { textContent: status + " " }), answer.description, ...sample(answer.content, doc))
        : element("div", { className: "dim" }, element("b", { textContent: status + " " }), answer.description));
    }
    return element("details", { id: method + path }, head, ...parts);
  };
  fetch("/openapi.json").then((response) => response.json()).then((doc) => {
    const [nav, main] = [document.querySelector("nav"), document.querySelector("main")];
    main.replaceChildren(element("h1", { textContent: doc.info.title + " " + doc.info.version }), element("p", { textContent: doc.info.description }));
    const tags = new Map();
    for (const [path, methods] of Object.entries(doc.paths)) {
      for (const [method, described] of Object.entries(methods)) {
        const tag = described.tags?.[0] || "other";
        tags.set(tag, [...tags.get(tag) || [], [method, path, described]]);
      }
    }
    for (const [tag, operations] of tags) {
      nav.append(element("h2", { textContent: tag }));
      main.append(element("h2", { textContent: tag }));
      for (const [method, path, described] of operations) {
        const link = element("a", { href: "#" + method + path }, element("b", { className: method, textContent: method.toUpperCase() + " " }), path);
        nav.append(link);
        main.append(operation(method, path, described, doc));
      }
    }
    const openNamed = () => {
      const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!named) return;
      named.open = true;
      named.scrollIntoView();
    };
    addEventListener("hashchange", openNamed);
    openNamed();
  }).catch((error) => document.querySelector("main").textContent = "Cannot load /openapi.json: " + error);
</script>
</html>
`;
