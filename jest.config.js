/** TypeScript tests of every package. Sources of the package under test are transpiled; other packages come from their build. */
export default {
  projects: ['cpp-core', 'actors', 'model', 'engine', 'optimize', 'cluster', 'likelihive', 'test'].map((name) => ({
    displayName: name,
    rootDir: name === 'cpp-core' || name === 'test' ? `<rootDir>/${name}` : `<rootDir>/packages/${name}`,
    testEnvironment: new URL('./test/environment.cjs', import.meta.url).pathname,
    testMatch: name === 'test' ? ['<rootDir>/**/*.test.ts'] : ['<rootDir>/test/**/*.test.ts'],
    extensionsToTreatAsEsm: ['.ts'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
      ],
    },
  })),
  maxWorkers: 2,
  testTimeout: 60_000,
};
