/** Colour for terminals, by the usual rules: NO_COLOR, FORCE_COLOR, TERM=dumb, and whether a person looks. */
import { styleText } from 'node:util';
import type { Severity } from '../findings/finding.ts';
import { type Io, type TextStream, wantsColour } from '../io.ts';

type Format = Parameters<typeof styleText>[0];

/** Paints text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** A painter for `stream`. */
export function painter(io: Pick<Io, 'env'>, stream: Pick<TextStream, 'isTTY'>): Paint {
  return wantsColour(io, stream)
    ? (format, text) => styleText(format, text, { validateStream: false } as never)
    : (_, text) => text;
}

/** The colour of each severity. */
export const SEVERITY_COLOUR: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};
