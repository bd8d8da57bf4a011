import { isTable, parseToml } from "../../config/toml.ts";
import { readFile, writeProfiles } from "./load_profiles.ts";
import type { PROFILE_KEYS } from "./profile.ts";

/** Values of a profile as the file has them. */
export type ProfileValues = Readonly<Partial<Record<keyof typeof PROFILE_KEYS, string | number>>>;

/**
 * Adds a profile to the file, which only its owner may read; whatever else stands there, comments too, stays.
 *
 * @param path The file.
 * @param name Name of the profile; there is none of that name.
 * @param values Its values.
 * @param isStandard Whether it is used where none is named.
 */
export async function addProfile(
  path: string,
  name: string,
  values: ProfileValues,
  isStandard: boolean,
): Promise<void> {
  const before = await readFile(path) ?? "";
  const kept = isStandard ? before.replace(/^default\s*=.*\n?/m, "") : before;
  const head = isStandard ? `default = ${JSON.stringify(name)}\n` : "";
  const table = [
    `[profile.${keyText(name)}]`,
    ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ].join("\n");
  const body = kept.trim() === "" ? "" : `${kept.trim()}\n\n`;
  await writeProfiles(path, `${head}${head !== "" && body !== "" ? "\n" : ""}${body}${table}\n`);
}

/**
 * Takes a profile out of the file.
 *
 * @param path The file.
 * @param name Name of the profile; it is there.
 */
export async function removeProfile(path: string, name: string): Promise<void> {
  const lines = (await readFile(path) ?? "").split("\n");
  const kept: string[] = [];
  let isInside = false;
  for (const line of lines) {
    if (/^\s*\[/.test(line)) isInside = isHeadOf(line, name);
    if (!isInside && !isDefaultOf(line, name)) kept.push(line);
  }
  await writeProfiles(path, `${kept.join("\n").trim()}\n`);
}

function keyText(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

function isHeadOf(line: string, name: string): boolean {
  try {
    const { profile } = parseToml(line);
    return isTable(profile) && name in profile;
  } catch {
    return false;
  }
}

function isDefaultOf(line: string, name: string): boolean {
  try {
    return /^\s*default\s*=/.test(line) && parseToml(line)["default"] === name;
  } catch {
    return false;
  }
}
