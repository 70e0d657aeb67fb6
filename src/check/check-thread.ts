/** A thread of `check` over many files: takes some, sends their parts, until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import { takeParts, type Work } from './parts.ts';

for (const some of takeParts(workerData as Work)) parentPort?.postMessage(some);
