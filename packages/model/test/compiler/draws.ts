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

/** Uniforms in (0, 1): Marsaglia's multiply-with-carry of 32 bits. */
function uniforms(seed: number): () => number {
  let x = (seed ^ 0x9e3779b9) >>> 0 || 1;
  let carry = 362_436;
  return () => {
    const next = 1_111_111_464 * x + carry; // exact enough for a test: only its low and high parts are used
    x = (next % 2 ** 32) >>> 0;
    carry = Math.floor(next / 2 ** 32) % 2 ** 31;
    return (x + 0.5) / 2 ** 32;
  };
}
