/** A thread of `check` over many files: takes some, sends their parts, until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckWork, lookersFor, takeParts } from './parts.ts';

const work = workerData as CheckWork;
for (const some of takeParts(work, await lookersFor(work))) parentPort?.postMessage(some);
