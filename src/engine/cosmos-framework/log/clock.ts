/** The wall clock of a line: loguru's own form has the date, the engine's lacks the year. */
import { loggedMessage } from './parse-line.ts';

/** Reads stamps one after the other; the year of a line is that of the last full date before it. */
export function lineClock(): (text: string) => number | undefined {
  let year: string | undefined;
  return (text) => {
    const { time } = loggedMessage(text);
    if (time === undefined) return undefined;
    if (/^\d{4}-/.test(time)) {
      year = time.slice(0, 4);
      return Date.parse(time.replace(' ', 'T'));
    }
    return year === undefined ? undefined : Date.parse(`${year}-${time.replace(' ', 'T')}`);
  };
}
