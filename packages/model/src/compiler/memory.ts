/**
 * What nodes keep from trial to trial. A register is carried only if something asks for it; its phase is the earliest in
 * which its next value is known, which is found by trying.
 */
import type { Graph } from '../graph/graph.js';
import type { Draft } from './draft.js';
import { constantOf, FOLD, type Phase, phaseOf, type Register } from './registers.js';
import type { Sites } from './site.js';
import { initialState, type NodeState } from './step.js';

/** A carried register turned out to depend on more than its phase allows: compile again with these phases. */
export class LaterPhases extends Error {}

/** Phases of what each node carries, found so far. */
export type CarriedPhases = Map<number, Phase>;

/** What is carried, and copies of it as the trial found it: a later phase reads those after the next values are written. */
interface Kept {
  readonly registers: readonly Register[];
  readonly found: readonly Register[];
}

/** The states of a graph's nodes as trials begin and end. */
export class Memory {
  readonly #draft: Draft;
  readonly #graph: Graph;
  readonly #sites: Sites;
  readonly #phases: CarriedPhases;
  readonly #integrators = new Map<number, Kept>();
  readonly #values = new Map<number, Kept>();
  readonly #initial = new Map<number, NodeState>();
  #first: { readonly register: Register; readonly found: Register } | null = null;

  constructor(
    draft: Draft,
    graph: Graph,
    { sites, phases }: { readonly sites: Sites; readonly phases: CarriedPhases },
  ) {
    this.#draft = draft;
    this.#graph = graph;
    this.#sites = sites;
    this.#phases = phases;
  }

  /** A node's state after a reset. */
  initial(node: number): NodeState {
    const known = this.#initial.get(node);
    if (known !== undefined) return known;
    const state = initialState(this.#sites.withoutControls(node));
    this.#initial.set(node, state);
    return state;
  }

  /** A node's state as a trial begins: what the last one left, or the initial one. */
  atTrialStart(node: number): NodeState {
    const isReset = this.#graph.nodes[node]!.resetWhen.kind === 'at-trial-start';
    if (isReset) return this.initial(node);
    const steps = this.#draft.constant(0);
    const integrator = () => this.#keep(this.#integrators, node, this.initial(node).integrator);
    const value = () => this.#keep(this.#values, node, this.initial(node).value);
    return {
      get integrator() {
        return integrator();
      },
      get value() {
        return value();
      },
      steps,
    };
  }

  /** Writes what the trial left, for the next one. Throws `LaterPhases` where that is known too late. */
  leave(stateOf: (node: number) => NodeState): void {
    const changes: { register: Register; next: Register }[] = [];
    let isLater = false;
    const keep = (kept: ReadonlyMap<number, Kept>, part: (state: NodeState) => readonly Register[]): void => {
      for (const [node, { registers }] of kept) {
        const next = part(stateOf(node));
        const phase = Math.max(phaseOf(next), FOLD) as Phase;
        if (phase > (this.#phases.get(node) ?? FOLD)) {
          this.#phases.set(node, phase);
          isLater = true;
        }
        for (const [i, register] of registers.entries()) changes.push({ register, next: next[i]! });
      }
    };
    keep(this.#integrators, ({ integrator }) => integrator);
    keep(this.#values, ({ value }) => value);
    if (isLater) throw new LaterPhases();
    this.#draft.carry(changes);
    if (this.#first !== null) this.#draft.carry([{ register: this.#first.register, next: this.#draft.constant(0) }]);
  }

  /** What an earlier trial left of `initial`, which it is in the first one. */
  #keep(kept: Map<number, Kept>, node: number, initial: readonly Register[]): readonly Register[] {
    let here = kept.get(node);
    if (here === undefined) {
      const phase = this.#phases.get(node) ?? FOLD;
      const values = initial.map(constantOf);
      const origin = { kind: 'carried', initial: values.map((value) => value ?? 0) } as const;
      const registers = initial.length === 0 ? [] : this.#draft.given(origin, initial.length, phase);
      const found = registers.map((register, i) => {
        const copy = this.#draft.copy(register);
        return constantOf(initial[i]!) === null ? this.#draft.op('select', this.#isFirst(), initial[i]!, copy) : copy;
      });
      here = { registers, found };
      kept.set(node, here);
    }
    return here.found;
  }

  /** 1 in the first trial. */
  #isFirst(): Register {
    if (this.#first === null) {
      const [register] = this.#draft.given({ kind: 'carried', initial: [1] }, 1, FOLD);
      this.#first = { register: register!, found: this.#draft.copy(register!) };
    }
    return this.#first.found;
  }
}
