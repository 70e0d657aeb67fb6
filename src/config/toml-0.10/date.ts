/** Dates and times as Python `toml` 0.10.2 reads them (decoder.py, `_load_date`; tz.py). */
import { pythonInt, Rejection } from './python.ts';

/** A date, time or date-time. The Date itself is a UTC approximation; `text` is how Python's isoformat shows it. */
export class EngineDate extends Date {
  readonly text: string;
  readonly kind: 'date' | 'time';

  constructor(text: string, kind: 'date' | 'time') {
    super(kind === 'time' ? Number.NaN : Date.parse(text));
    this.text = text;
    this.kind = kind;
  }

  override toISOString(): string {
    return this.text;
  }

  override toJSON(): string {
    return this.text;
  }
}

const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(\.([0-9]{3,6}))?/;

const pad = (value: number, width = 2) => String(value).padStart(width, '0');
const fraction = (microseconds: number) => (microseconds === 0 ? '' : `.${pad(microseconds, 6)}`);

/** Whether the text starts like a time; the rest of it is ignored by the engine's reader. */
export function startsLikeTime(text: string): boolean {
  return TIME.test(text);
}

/** A time of day; its fraction counts as microseconds whatever its length (`.500` is 500 microseconds). */
export function readTime(text: string): EngineDate {
  const [, h = '', m = '', s = '', , part = '0'] = TIME.exec(text) ?? [];
  if (Number(h) > 23 || Number(m) > 59 || Number(s) > 59)
    throw new Rejection(`\`${text}\` is no time of day`);
  return new EngineDate(`${h}:${m}:${s}${fraction(Number(part))}`, 'time');
}

function number(text: string): number | undefined {
  const value = pythonInt(text, true);
  return value === undefined ? undefined : Number(value);
}

/** `Z` or `+hh:mm` as `+hh:mm`, or `undefined` where the reader ignores it. */
function zone(text: string): string | undefined {
  if (text === 'Z') return '+00:00';
  const [hours, minutes] = [number(text.slice(1, 3)), number(text.slice(4, 6))];
  if (hours === undefined || minutes === undefined) return undefined;
  return `${text.startsWith('-') ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
}

/** Fraction in microseconds and offset behind the seconds. */
function tail(text: string): { readonly microseconds: number; readonly zone?: string } {
  if (text.charAt(19) !== '.') {
    const found = text.length > 19 ? zone(text.slice(19)) : undefined;
    return { microseconds: 0, ...(found === undefined ? {} : { zone: found }) };
  }
  const rest = text.slice(20);
  const cut = /z$/i.test(rest) ? rest.length - 1 : rest.includes('+') ? rest.indexOf('+') : rest.indexOf('-');
  const digits = cut < 0 ? rest : rest.slice(0, cut);
  const found = cut < 0 ? undefined : zone(/z$/i.test(rest) ? 'Z' : rest.slice(cut));
  // An offset that cannot be read takes the fraction with it.
  if (cut >= 0 && found === undefined) return { microseconds: 0 };
  const value = number(digits);
  if (value === undefined) return { microseconds: 0 };
  const microseconds = Math.trunc(value * 10 ** (6 - digits.length));
  return { microseconds, ...(found === undefined ? {} : { zone: found }) };
}

/** The date or date-time, or `undefined` where the text is none to the engine's reader. */
export function readDate(text: string): EngineDate | undefined {
  if (!text.slice(1).includes('-')) return undefined;
  const [year, month, day] = [number(text.slice(0, 4)), number(text.slice(5, 7)), number(text.slice(8, 10))];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return undefined;
  if (day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()) return undefined;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  if (text.length === 10) return new EngineDate(date, 'date');
  const [h, m, s] = [number(text.slice(11, 13)), number(text.slice(14, 16)), number(text.slice(17, 19))];
  if (h === undefined || m === undefined || s === undefined) return undefined;
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return undefined;
  const { microseconds, zone: offset = '' } = tail(text);
  if (microseconds < 0 || microseconds > 999_999) return undefined;
  return new EngineDate(`${date}T${pad(h)}:${pad(m)}:${pad(s)}${fraction(microseconds)}${offset}`, 'date');
}
