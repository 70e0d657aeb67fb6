/** Slurm's way of writing a time limit. */

/** `D-H:M:S` with its shorter forms, as `man sbatch` lists them for --time. */
const FORMS: ReadonlyArray<readonly [RegExp, readonly number[]]> = [
  [/^(\d+)$/, [60]],
  [/^(\d+):(\d+)$/, [60, 1]],
  [/^(\d+):(\d+):(\d+)$/, [3600, 60, 1]],
  [/^(\d+)-(\d+)$/, [86_400, 3600]],
  [/^(\d+)-(\d+):(\d+)$/, [86_400, 3600, 60]],
  [/^(\d+)-(\d+):(\d+):(\d+)$/, [86_400, 3600, 60, 1]],
];

/** The seconds of a limit such as `90`, `8:00:00` or `1-12`; `undefined` for another text, and for none at all. */
export function limitSeconds(text: string): number | undefined {
  for (const [form, units] of FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const seconds = units.reduce((sum, unit, index) => sum + unit * Number(match[index + 1]), 0);
    return seconds > 0 ? seconds : undefined;
  }
  return undefined;
}

/** Seconds as Slurm writes them, rounded up to whole minutes. */
export function limitText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${days === 0 ? '' : `${days}-`}${two(hours)}:${two(minutes % 60)}:00`;
}
