/** The members of a population, and which of two vectors is the better one. */

/** A vector of the unit cube with its value, Infinity where it has none. */
export interface Scored {
  readonly u: Float64Array;
  readonly energy: number;
  /** By how much each constraint is violated; empty or all 0 where it is feasible. */
  readonly violation: readonly number[];
}

/** Members by place. Place 0 holds the best after each `promote`. */
export class Members {
  readonly #members: Scored[];

  /** Vectors without values, which are worse than any value. */
  constructor(vectors: readonly Float64Array[]) {
    this.#members = vectors.map((u) => ({ u: u.slice(), energy: Infinity, violation: [] }));
  }

  get vectors(): readonly Float64Array[] {
    return this.#members.map(({ u }) => u);
  }

  get energies(): number[] {
    return this.#members.map(({ energy }) => energy);
  }

  set(place: number, scored: Scored): void {
    this.#members[place] = scored;
  }

  /** Puts `scored` in the place of a member that is no better; says whether it did. */
  accept(place: number, scored: Scored): boolean {
    const isAccepted = this.isNoWorseThan(scored, place);
    if (isAccepted) this.set(place, scored);
    return isAccepted;
  }

  /** Feasible before infeasible; of two feasible ones by value, of two infeasible ones by every violation (Lampinen 2002). */
  isNoWorseThan(scored: Scored, place: number): boolean {
    const other = this.#members[place]!;
    if (total(scored) === 0) return total(other) > 0 || scored.energy <= other.energy;
    return scored.violation.every((by, i) => by <= (other.violation[i] ?? 0));
  }

  /** Swaps the first of the best members to place 0. */
  promote(): void {
    const feasible = this.#members.some((member) => total(member) === 0);
    const rank = (member: Scored) => (feasible ? (total(member) === 0 ? member.energy : null) : total(member));
    let best = -1;
    this.#members.forEach((member, place) => {
      const value = rank(member);
      if (value !== null && (best < 0 || value < rank(this.#members[best]!)!)) best = place;
    });
    const kept = this.#members[0]!;
    this.#members[0] = this.#members[best]!;
    this.#members[best] = kept;
  }

  violationOf(place: number): number {
    return total(this.#members[place]!);
  }
}

function total({ violation }: Scored): number {
  return violation.reduce((sum, by) => sum + by, 0);
}

/** Whether the standard deviation of all values is at most `atol + tol |mean|`; never while one is infinite. */
export function isConverged(
  energies: readonly number[],
  { tol, atol }: { readonly tol: number; readonly atol: number },
): boolean {
  if (!energies.every(Number.isFinite)) return false;
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  const variance = energies.reduce((sum, energy) => sum + (energy - mean) ** 2, 0) / energies.length;
  return Math.sqrt(variance) <= atol + tol * Math.abs(mean);
}
