/** A thread of `check` over many files: takes some, sends their parts, until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckWork, takeParts } from './parts.ts';

for (const some of takeParts(workerData as CheckWork)) parentPort?.postMessage(some);
