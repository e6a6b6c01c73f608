/**
 * Module hooks under which a study runs from any folder: TypeScript and JavaScript are loaded as ES modules without a
 * package.json, and `likelihive` and `@likelihive/*` are those of the running installation. Registered by `load-study.ts`;
 * runs on Node's hooks thread, so it shares nothing with the program but its `data`.
 */
import { readFile } from 'node:fs/promises';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

import { transformSync } from 'esbuild';

let home = import.meta.url;

/** What `register` passes on: a URL of the installation from which our names resolve. */
export interface HookData {
  readonly home: string;
}

export const initialize: InitializeHook<HookData> = (data) => {
  home = data.home;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (/^(likelihive|@likelihive\/[^/]+)$/.test(specifier))
    return nextResolve(specifier, { ...context, parentURL: home });
  const typescript = isRelative(specifier) && isOwn(context.parentURL) ? typescriptName(specifier) : null;
  if (typescript !== null) {
    try {
      return await nextResolve(typescript, context);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    }
  }
  return nextResolve(specifier, context);
};

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isOwn(url)) return nextLoad(url, context);
  const path = new URL(url).pathname;
  if (/\.m?ts$/.test(path)) return { format: 'module', shortCircuit: true, source: await javascript(url) };
  if (/\.m?js$/.test(path)) return { format: 'module', shortCircuit: true, source: await sourceOf(url) };
  return nextLoad(url, context);
};

async function javascript(url: string): Promise<string> {
  const { code } = transformSync(await sourceOf(url), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile: url,
    logLevel: 'silent', // a syntax error is thrown, with its place; printing it too would say it twice
  });
  return code;
}

function sourceOf(url: string): Promise<string> {
  return readFile(fileURLToPath(url), 'utf8');
}

/** Files of the user's own: neither installed packages nor Node's own modules. */
function isOwn(url: string | undefined): boolean {
  return url?.startsWith('file:') === true && !url.includes('/node_modules/');
}

function isRelative(specifier: string): boolean {
  return /^(\.{1,2}\/|\/|file:)/.test(specifier);
}

/** `./x.js` as it may stand for in TypeScript, or null. */
function typescriptName(specifier: string): string | null {
  const match = /^(.*)\.(m?)js$/.exec(specifier);
  return match ? `${match[1]}.${match[2]}ts` : null;
}
