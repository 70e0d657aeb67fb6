/** A check that several engines have: a program that they call by name is not on PATH. */
import type { Remedy } from '../findings/remedy.ts';
import { defineHostCheck } from './check.ts';

/** What there is to say about one program. */
interface NeededProgram {
  readonly id: string;
  readonly program: string;
  readonly summary: string;
  /** What is added to the sentence that it is not on PATH. */
  readonly also?: string;
  readonly why: string;
  readonly fix: string;
  readonly message: string;
  readonly because?: string;
  readonly remedy: Remedy;
}

/** Declares the check for one program. */
export const programMissing = ({ id, program, summary, also = '', why, fix, ...said }: NeededProgram) =>
  defineHostCheck({
    id,
    summary,
    severity: 'error',
    category: 'host',
    reads: ['programs'],
    docs: { what: `There is no program called \`${program}\` on PATH${also}.`, why, fix },
    evaluate: ({ programs }) => (programs[program] === undefined ? [{ subject: program, ...said }] : []),
  });
