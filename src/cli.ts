/** Entry of the command: sets the exit code, nothing else. */
import process from 'node:process';
import { nodeIo } from './io.ts';
import { main } from './program.ts';

void main(process.argv.slice(2), nodeIo()).then((code) => {
  process.exitCode = code;
});
