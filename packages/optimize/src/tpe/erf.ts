/** The complement of the error function, by W. J. Cody's rational minimax approximations (Math. Comp. 23 (1969) 631-637). */

const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** exp(x^2) erfc(x) for x >= 0: what is left of the complement once its decay is taken out. Relative error below 1e-15. */
export function scaledComplement(x: number): number {
  if (x <= 0.46875) {
    const s = x * x;
    const erf = (x * numeratorNear(s)) / denominatorNear(s);
    return Math.exp(s) * (1 - erf);
  }
  if (x <= 4) return numeratorMiddle(x) / denominatorMiddle(x);
  const s = 1 / (x * x);
  return (ONE_OVER_SQRT_PI - (s * numeratorFar(s)) / denominatorFar(s)) / x;
}

// Horner sums are written out: a loop over coefficients costs three times as much, and this is asked most often.

function numeratorNear(s: number): number {
  let sum = 0.18577770618460315;
  sum = sum * s + 3.1611237438705655;
  sum = sum * s + 113.86415415105016;
  sum = sum * s + 377.485237685302;
  sum = sum * s + 3209.3775891384694;
  return sum;
}

function denominatorNear(s: number): number {
  let sum = 1;
  sum = sum * s + 23.601290952344122;
  sum = sum * s + 244.02463793444417;
  sum = sum * s + 1282.6165260773723;
  sum = sum * s + 2844.236833439171;
  return sum;
}

function numeratorMiddle(x: number): number {
  let sum = 2.1531153547440383e-8;
  sum = sum * x + 0.5641884969886701;
  sum = sum * x + 8.883149794388377;
  sum = sum * x + 66.11919063714163;
  sum = sum * x + 298.6351381974001;
  sum = sum * x + 881.952221241769;
  sum = sum * x + 1712.0476126340707;
  sum = sum * x + 2051.0783778260716;
  sum = sum * x + 1230.3393547979972;
  return sum;
}

function denominatorMiddle(x: number): number {
  let sum = 1;
  sum = sum * x + 15.744926110709835;
  sum = sum * x + 117.6939508913125;
  sum = sum * x + 537.1811018620099;
  sum = sum * x + 1621.3895745666903;
  sum = sum * x + 3290.7992357334597;
  sum = sum * x + 4362.619090143247;
  sum = sum * x + 3439.3676741437216;
  sum = sum * x + 1230.3393548037495;
  return sum;
}

function numeratorFar(s: number): number {
  let sum = 0.016315387137302097;
  sum = sum * s + 0.30532663496123236;
  sum = sum * s + 0.36034489994980445;
  sum = sum * s + 0.12578172611122926;
  sum = sum * s + 0.016083785148742275;
  sum = sum * s + 0.0006587491615298378;
  return sum;
}

function denominatorFar(s: number): number {
  let sum = 1;
  sum = sum * s + 2.568520192289822;
  sum = sum * s + 1.8729528499234604;
  sum = sum * s + 0.5279051029514285;
  sum = sum * s + 0.06051834131244132;
  sum = sum * s + 0.0023352049762686918;
  return sum;
}
