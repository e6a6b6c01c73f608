/** Many workers in one process, whose kernels wait; they end with their scheduler. Arguments: its URL, the secret's file, how many. */
import { hostWorker } from '../../packages/cluster/dist/worker/host.js';

const [scheduler, secretFile, count] = process.argv.slice(2);
const options = { scheduler, secretFile, threads: 1, evaluator: 'waiting', timeoutMs: 60_000 };
await Promise.all(Array.from({ length: Number(count) }, () => hostWorker(options)));
process.exit(0);
