/** Draws that are the same numbers in the same order, for the reference by node and for a program by stream. */
import type { Draws } from '../../src/index.js';

/** A small generator of its own for each node and kind: nobody's order depends on another's. */
export function drawsOf(nodes: number, seed: number) {
  const all = Array.from({ length: nodes }, (_, node): Draws => {
    const normals = uniforms(seed + 2 * node);
    const others = uniforms(seed + 2 * node + 1);
    return { normal: () => Math.sqrt(-2 * Math.log(normals())) * Math.cos(2 * Math.PI * normals()), uniform: others };
  });
  return {
    ofNode: (node: number): Draws => all[node]!,
    ofStream: {
      normal: (stream: number) => all[stream]!.normal(),
      uniform: (stream: number) => all[stream]!.uniform(),
    },
  };
}

/** Uniforms in (0, 1): a counter, mixed by the finalizer of MurmurHash3 (32 bits). */
function uniforms(seed: number): () => number {
  let counter = Math.imul(seed, 0x9e3779b9);
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32;
  };
}
