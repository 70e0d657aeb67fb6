/** Colour for terminals, by the usual rules: NO_COLOR, FORCE_COLOR, TERM=dumb, and whether a person looks. */
import { styleText } from 'node:util';
import type { Io, TextStream } from '../io.ts';

type Format = Parameters<typeof styleText>[0];

/** Paints text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** Whether to colour what goes to `stream`. */
export function wantsColour(io: Io, stream: TextStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY && TERM !== 'dumb';
}

/** A painter for `stream`. */
export function painter(io: Io, stream: TextStream): Paint {
  return wantsColour(io, stream)
    ? (format, text) => styleText(format, text, { validateStream: false } as never)
    : (_, text) => text;
}
