/**
 * The walls between the packages, as data: who may import whom, and what the pure packages must do without.
 *
 * npm workspaces and `tsc -b` do not object to a forbidden import; `scripts/check-layers` does. Folders are relative to
 * the root of the repository; `docs/architecture.md` gives the reasons.
 */

/** Every package: where its sources are, its npm name, and which of ours it may import. */
export const PACKAGES = [
  { folder: 'cpp-core', sources: 'cpp-core/ts', name: '@likelihive/kernel', ours: [] },
  { folder: 'packages/actors', sources: 'packages/actors/src', name: '@likelihive/actors', ours: [] },
  { folder: 'packages/model', sources: 'packages/model/src', name: '@likelihive/model', ours: [], pure: true },
  {
    folder: 'packages/engine',
    sources: 'packages/engine/src',
    name: '@likelihive/engine',
    ours: ['@likelihive/model', '@likelihive/kernel'],
  },
  { folder: 'packages/optimize', sources: 'packages/optimize/src', name: '@likelihive/optimize', ours: [], pure: true },
  {
    folder: 'packages/cluster',
    sources: 'packages/cluster/src',
    name: '@likelihive/cluster',
    ours: ['@likelihive/actors', '@likelihive/model', '@likelihive/optimize', '@likelihive/engine'],
  },
  {
    folder: 'packages/likelihive',
    sources: 'packages/likelihive/src',
    name: 'likelihive',
    ours: [
      '@likelihive/actors',
      '@likelihive/model',
      '@likelihive/optimize',
      '@likelihive/engine',
      '@likelihive/cluster',
      '@likelihive/kernel',
    ],
    /** It runs studies: the only one that may import a module whose name is computed. */
    computedImports: true,
  },
];

/** Node's modules that reach outside the process, tell the time or draw at random: not for the pure packages. */
export const IMPURE_MODULES = new Set(
  (
    'fs fs/promises net tls http http2 https dgram dns dns/promises child_process cluster worker_threads ' +
    'perf_hooks timers timers/promises readline readline/promises os process inspector repl'
  ).split(' '),
);

/** The one file that may open a file: the reader of the table that a user names. */
export const READS_ONE_FILE = /^packages\/model\/src\/(?:.*\/)?(?:from-)?csv(?:-file)?\.ts$/;

/**
 * What parts of the pure packages may do all the same: the journal opens its one file, asks which process holds it and
 * writes dates; the bridge starts the Python process that a user asked for.
 */
export const EXCEPTIONS = [
  { files: /^packages\/optimize\/src\/journal\//, modules: ['fs', 'fs/promises', 'os'], clock: true },
  { files: /^packages\/optimize\/src\/bridge\//, modules: ['child_process'], clock: false },
];

/** Files that may read `process.argv` and `process.env`. */
export const MAY_READ_PROCESS = /(?:^|\/)(?:main|environment)\.ts$/;

/** The file that loads the addon, and the folder that may include Node's C++ headers. */
export const LOADS_ADDON = 'cpp-core/ts/native.ts';
export const BINDING = 'cpp-core/binding/';
