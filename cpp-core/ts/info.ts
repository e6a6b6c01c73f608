/** What this build of the kernel is. */
import { createRequire } from 'node:module';
import { native } from './native.js';
import type { Isa } from './types.js';

export interface KernelInfo {
  /** The instruction set used unless another is asked for. */
  readonly isa: Isa;
  /** Those that run here, slowest first. */
  readonly isas: Isa[];
  readonly compiler: string;
  readonly version: string;
}

/** The instruction sets, compiler and version of the loaded addon. */
export function kernelInfo(): KernelInfo {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return { ...native().info(), version };
}
