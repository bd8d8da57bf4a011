/** Environments that the package itself knows. */
export const ENVIRONMENTS: readonly string[] = ["test", "development", "production"];
