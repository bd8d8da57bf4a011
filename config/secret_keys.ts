import { Keyring, type SecretsOptions } from "../core/secrets/keyring.ts";
import { KEY_TEXT, type SecretsConfig } from "./components/secrets.ts";
import { ConfigError } from "./config_error.ts";

/**
 * Gathers the secret keys that a configuration names, those of its file among them.
 *
 * @param secrets What `[secrets]` says.
 * @param environment Name of the environment, for errors.
 * @returns The keys by id, and which is the active one.
 * @throws {ConfigError} When the file cannot be read, a line of it is no key, two keys have one id, or the active one is
 * missing; no key is quoted.
 */
export async function loadSecretKeys(secrets: SecretsConfig, environment: string): Promise<SecretsOptions> {
  const { activeKey, keysFile } = secrets;
  const refuse = (source: string, key: string, reason: string, line?: number) =>
    new ConfigError(environment, [{ source, key, reason, line }]);
  const keys = new Map<string, string>();
  const add = (text: string, source: string, line?: number) => {
    const [, kid, key] = KEY_TEXT.exec(text) ?? [];
    if (kid === undefined || key === undefined) {
      throw refuse(source, "", "must be id:key, the key 32 bytes in base64", line);
    }
    if (keys.has(kid)) throw refuse(source, "", `has a second key "${kid}"`, line);
    keys.set(kid, key);
  };
  for (const text of secrets.keys) add(text, "secrets.keys");
  if (keysFile !== undefined) {
    for (const [index, line] of (await readKeys(keysFile, refuse)).split("\n").entries()) {
      if (line.trim() !== "" && !line.startsWith("#")) add(line.trim(), keysFile, index + 1);
    }
  }
  const options = { activeKey, keys: Object.fromEntries(keys) };
  try {
    new Keyring(options);
  } catch (error) {
    throw refuse(
      "config/base/secrets.toml",
      "secrets.active_key",
      error instanceof Error ? error.message : "",
    );
  }
  return options;
}

async function readKeys(
  path: string,
  refuse: (source: string, key: string, reason: string) => ConfigError,
): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(path, "secrets.keys_file", `cannot be read: ${reason}`);
  }
}
