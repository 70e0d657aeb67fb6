/** The exit codes as a list of numbers. */
import { EXIT_CODES } from '../../findings/exit-code.ts';

export const CODES: readonly number[] = EXIT_CODES.map(([code]) => code);
