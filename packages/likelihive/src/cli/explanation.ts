/** One compiled model as text for people, and as an object for `--json`. */
import { costOf, type NodePlacement, type PhaseReason, type Program, printProgram } from '@likelihive/model';

import { table } from '../results/table.js';
import type { Subject } from './explain.js';

/** All that is known of a model, as plain data. */
export function explanationJson(subject: Subject): object {
  const { name, explanation } = subject;
  const program = programOf(subject);
  return {
    name,
    ...(subject.kind === 'fit' && {
      trials: subject.recipe.trials,
      numEstimates: subject.recipe.numEstimates,
      likelihood: subject.recipe.likelihood.kind,
      parameters: subject.recipe.parameters.map((one) => one.name),
      warnings: subject.warnings,
    }),
    placements: explanation.placements,
    cost: { straight: costOf(program, 0), eachIteration: eachIteration(program) },
    lastStage: program.last.kind,
    split: explanation.split,
    program: { ...program, constants: [...program.constants] },
    text: printProgram(program),
  };
}

/** The same in some lines, with a newline at the end. */
export function explanationText(subject: Subject): string {
  const { explanation } = subject;
  const program = programOf(subject);
  const rows = explanation.placements.map((placement) => [placement.node, placement.phase, because(placement)]);
  const sections = [
    headline(subject),
    table(['mechanism', 'phase', 'because'], rows, 'no mechanisms'),
    costText(subject),
    splitText(subject),
    `${printProgram(program)}\n`,
  ];
  return sections.join('\n');
}

function programOf(subject: Subject): Program {
  return subject.kind === 'fit' ? subject.recipe.program : subject.program;
}

function headline(subject: Subject): string {
  if (subject.kind === 'composition') return `${subject.name}: a composition, compiled to be run\n`;
  const { trials, numEstimates, likelihood, parameters } = subject.recipe;
  const estimates = likelihood.kind === 'simulated' ? `${numEstimates} estimates, simulated` : 'exact';
  const warnings = subject.warnings.map((warning) => `warning: ${warning}\n`).join('');
  const names = parameters.map(({ name }) => name).join(', ');
  return `${subject.name}: ${trials} trials, ${estimates} likelihood, fitted ${names}\n${warnings}`;
}

/** Words for each kind of reason, before the name that it is about. */
const WORDS: Readonly<Record<PhaseReason['because'], string>> = {
  noise: 'draws random numbers',
  fitted: 'fitted:',
  inputs: 'takes inputs',
  sender: 'follows',
  control: 'controlled by',
  condition: 'waits for',
  passes: 'runs in the passes of a trial',
  constant: 'nothing that it depends on changes',
};

function because({ reasons, isLastStage }: NodePlacement): string {
  const kinds = [...new Set(reasons.map((reason) => reason.because))].map((kind) => {
    const names = reasons.filter((reason) => reason.because === kind && reason.of !== '').map(({ of }) => of);
    return [WORDS[kind], names.join(', ')].join(' ').trim();
  });
  return [...kinds, ...(isLastStage ? ['the kernel runs it whole'] : [])].join('; ');
}

/** Instructions of one iteration of each loop. */
function eachIteration(program: Program) {
  const [without, once] = [costOf(program, 0), costOf(program, 1)];
  return { fold: once.fold - without.fold, hoist: once.hoist - without.hoist, lanes: once.lanes - without.lanes };
}

function costText(subject: Subject): string {
  const program = programOf(subject);
  const straight = costOf(program, 0);
  const loops = eachIteration(program);
  const phase = (name: 'fold' | 'hoist' | 'lanes') => {
    const more = loops[name] === 0 ? '' : ` and ${count(loops[name])} for each iteration of its loops`;
    return `${count(straight[name])}${more}`;
  };
  const isExact = subject.kind === 'fit' && subject.recipe.likelihood.kind === 'exact';
  const last = program.last.kind === 'lanes' ? phase('lanes') : `a ${KERNEL_WORDS[program.last.kind]} of the kernel`;
  const rows = [
    ['once a fit', phase('fold')],
    ['once a candidate', `${phase('hoist')}${isExact ? ', a density of the kernel' : ''}`],
    ...(isExact ? [] : [['once an estimate', last]]),
  ];
  return table(['cost of a trial', ''], rows, '');
}

const KERNEL_WORDS = { ddm: 'walk to a bound', race: 'draw' } as const;

function count(instructions: number): string {
  return `${instructions} instruction${instructions === 1 ? '' : 's'}`;
}

function splitText({ explanation: { split } }: Subject): string {
  if (split.by === 'trials') {
    return 'An evaluation may be cut by trials: no noisy state carries over from one to the next.\n';
  }
  const who = split.carriers.join(', ');
  return `An evaluation may be cut only by estimates: noisy state of ${who} carries over from trial to trial.\n`;
}
