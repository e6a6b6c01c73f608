/** Standard normals from uniforms by Marsaglia's polar method (1964): `Math.log` and `Math.sqrt`, no other function. */
import type { Draw } from './uniforms.js';

/** Standard normals; each pair takes two uniforms per try, 1.27 tries on average. */
export function normals(uniform: Draw): Draw {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const a = 2 * uniform() - 1;
      const b = 2 * uniform() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = b * scale;
      return a * scale;
    }
  };
}
