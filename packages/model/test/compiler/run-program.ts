/** Runs the phases of a program in plain JavaScript, trial by trial: what its instructions mean, without any speed. */
import type { Code, Instruction, Phase, Program } from '../../src/program/program.js';

/** Draws of the lanes, by mechanism. */
export interface Draws {
  readonly normal: (stream: number) => number;
  readonly uniform: (stream: number) => number;
}

const NO_DRAWS: Draws = {
  normal: () => {
    throw new Error('no normals here');
  },
  uniform: () => {
    throw new Error('no uniforms here');
  },
};

const OPS: Record<string, (a: number, b: number, c: number) => number> = {
  copy: (a) => a,
  negate: (a) => -a,
  absolute: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  logistic: (a) => 1 / (1 + Math.exp(-a)),
  tanh: Math.tanh,
  not: (a) => Number(a === 0),
  floor: Math.floor,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  less: (a, b) => Number(a < b),
  'less-equal': (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
  mad: (a, b, c) => a * b + c,
  select: (a, b, c) => (a !== 0 ? b : c),
  clip: (a, b, c) => Math.min(Math.max(a, b), c),
};

/** The registers of each trial after its last phase (of one estimate). `slots` replaces the values of the program's slots. */
export function runProgram(
  program: Program,
  inputs: readonly (readonly number[])[],
  {
    slots = program.slots.map(({ value }) => value),
    draws = NO_DRAWS,
  }: { slots?: readonly number[]; draws?: Draws } = {},
): Float64Array[] {
  const phases = [program.fold, program.hoist, ...(program.last.kind === 'lanes' ? [program.last.phase] : [])];
  const memories = phases.map(({ carried }) => new Map(carried.map(({ register, initial }) => [register, initial])));
  return inputs.map((row) => {
    const registers = new Float64Array(program.registers);
    registers.set(program.constants);
    registers.set(row, program.constants.length);
    registers.set(slots, program.constants.length + program.inputWidth);
    for (const [i, phase] of phases.entries()) runPhase(phase, registers, { memory: memories[i]!, draws });
    return registers;
  });
}

function runPhase(
  { code }: Phase,
  registers: Float64Array,
  { memory, draws }: { readonly memory: Map<number, number>; readonly draws: Draws },
): void {
  for (const [register, value] of memory) registers[register] = value;
  runCode(code, registers, draws);
  for (const register of memory.keys()) memory.set(register, registers[register]!);
}

function runCode(code: Code, registers: Float64Array, draws: Draws): void {
  for (const instruction of code) {
    if (instruction.op !== 'loop') run(instruction, registers, draws);
    else {
      let left = instruction.maxIterations;
      do runCode(instruction.body, registers, draws);
      while (--left > 0 && registers[instruction.again] !== 0);
    }
  }
}

function run(instruction: Exclude<Instruction, { op: 'loop' }>, r: Float64Array, draws: Draws): void {
  const at = (register: number) => r[register]!;
  switch (instruction.op) {
    case 'dot': {
      const { a, b, dst } = instruction;
      let sum = 0;
      for (let i = 0; i < a.count; i++) sum += at(a.first + i) * at(b.first + i);
      r[dst] = sum;
      return;
    }
    case 'normals':
    case 'uniforms': {
      const draw = instruction.op === 'normals' ? draws.normal : draws.uniform;
      for (let i = 0; i < instruction.dst.count; i++) r[instruction.dst.first + i] = draw(instruction.stream);
      return;
    }
    case 'lca-step': {
      const { x, f, external, noise, ...scalars } = instruction;
      const [leak, dt, self, competition] = [scalars.leak, scalars.dt, scalars.selfExcitation, scalars.competition].map(
        at,
      );
      const outputs = Array.from({ length: x.count }, (_, i) => at(f.first + i));
      const sum = outputs.reduce((total, value) => total + value, 0);
      for (const [i, own] of outputs.entries()) {
        const input = at(external.first + i) + self! * own - competition! * (sum - own);
        const added = noise === null ? 0 : at(noise.first + i);
        const next = at(x.first + i) + (input - leak! * at(x.first + i)) * dt! + added;
        const argument = at(scalars.gain) * (next + at(scalars.bias) - at(scalars.x0));
        r[x.first + i] = next;
        r[f.first + i] = at(scalars.scale) / (1 + Math.exp(-argument)) + at(scalars.offset);
      }
      return;
    }
    case 'ddm-step': {
      const { x, drift, leak, noise, offset, threshold, dt, stream } = instruction;
      const moved = at(x) + (at(drift) - at(leak) * at(x)) * at(dt);
      const noisy = moved + at(noise) * Math.sqrt(at(dt)) * draws.normal(stream) + at(offset);
      r[x] = Math.min(Math.max(noisy, -at(threshold)), at(threshold));
      return;
    }
    default: {
      const [a = 0, b = 0, c = 0] = instruction.args.map(at);
      r[instruction.dst] = OPS[instruction.op]!(a, b, c);
    }
  }
}
