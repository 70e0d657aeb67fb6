/** Moments for people: the local clock, by which deadlines and timers go, always with its distance from UTC. Records keep ISO 8601. */

const two = (value: number) => String(value).padStart(2, '0');

/** `UTC`, `UTC+1`, `UTC-3:30`: of that moment, since clocks change within a year and within a night. */
function zoneText(at: Date): string {
  const minutes = -Math.round(at.getTimezoneOffset());
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** `2026-11-29`, local; what is no moment as it stands. */
export function dayText(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime())
    ? iso
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `07:00`, local. */
export const hourText = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`;

/** `07:00 UTC+1`, local; what is no moment as it stands. */
export function clockText(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${hourText(at)} ${zoneText(at)}`;
}

/** `2026-11-29 07:00 UTC+1`, local; what is no moment as it stands. */
export function momentText(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? iso : `${dayText(iso)} ${clockText(iso)}`;
}
