export { unstorablePath } from "../../core/storable.ts";
