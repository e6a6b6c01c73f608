/** The release of this installation, as `package.json` says it. */
import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** Such as `0.1.0`. */
export const VERSION = manifest.version;
