#!/usr/bin/env node
/** The `likelihive` command. It is committed, because npm links no bin whose file does not exist yet; the program itself is built. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(program))) {
  await import(program.href);
} else {
  process.stderr.write('likelihive is not built yet: run ./scripts/build in the top folder of its repository\n');
  process.exitCode = 2;
}
