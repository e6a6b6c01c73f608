/** The examples at the end of each help text. */
export const EXAMPLES = {
  program: `
Examples:
  $ likelihive run study.ts                           fit on this machine
  $ srun -n 10 node_modules/.bin/likelihive run study.ts
                                                      fit on a Slurm allocation: 8 workers
  $ likelihive doctor                                 what is missing here
  $ likelihive run --help                             options of a command`,
  run: `
What comes after -- goes to the study: process.argv is [node, study, ...].
Progress goes to stderr. The first Ctrl-C ends the running fit with what was found, the second ends at once.

Exit codes: 0 the study ended; 1 it threw; 2 the command line is wrong; 3 no cluster, or no worker
for 60 s; 130 interrupted.

Examples:
  $ likelihive run study.ts --workers 4 --json result.json
  $ likelihive run study.ts -- subject.csv 17
  $ likelihive run study.ts --scheduler ws://host:8786 --secret-file secret
  $ likelihive run study.ts --json - | jq .fits[0].optimalValue
  $ likelihive run study.ts --journal fit.log --resume
                                                      start, or go on where it was cut short`,
  explain: `
The study runs up to its first fit, which is not made: what it prints goes to stderr. Of a study that fits nothing, what it
exports is explained: pec with inputs, pecFactory with data, or composition. What comes after -- goes to the study.

Examples:
  $ likelihive explain study.ts
  $ likelihive explain study.ts --json -- subject.csv`,
  scheduler: `
Example:
  $ likelihive scheduler --host 0.0.0.0 --port 8786 &
  $ likelihive worker &
  $ likelihive run study.ts --scheduler`,
  worker: `
Example:
  $ likelihive worker --scheduler ~/.local/state/likelihive/cluster.json --cores 4`,
  status: `
Example:
  $ likelihive status --json`,
  doctor: `
Exit codes: 0 all that is needed is there; 1 something is missing.`,
  journal: `
Examples:
  $ likelihive journal fit.log
  $ likelihive journal fit.log --csv > evaluations.csv`,
  bench: `
Examples:
  $ likelihive bench kernel
  $ likelihive bench cluster --workers 2
  $ likelihive bench fit --evaluations 48 --json`,
} as const;
