/** Reads one line of a log. */
import { messageReader } from '../../torch/log/torchrun.ts';
import type { FrameworkNotice } from './notice.ts';
import { DATA_NOTICES, DATASET } from './parsers/data.ts';
import { SAVE_NOTICES } from './parsers/save.ts';
import { START_NOTICES } from './parsers/start.ts';
import { NUMBERED, TRAIN_NOTICES } from './parsers/train.ts';

/** The message of a line and, if a logger of the engine wrote it, its level and its time, which may lack the year. */
interface LoggedMessage {
  readonly level?: string;
  readonly time?: string;
  readonly rank?: number;
  readonly text: string;
}

// utils/log.py: `[MM-DD HH:MM:SS|LEVEL|path:line:function] message`; modules that call loguru itself print its own form.
const OWN = /^\[(\d\d-\d\d \d\d:\d\d:\d\d)\|([A-Z]+)\|[^\]|]*\] /;
const LOGURU = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \| ([A-Z]+) +\| [^|]*? - /;
const RANK = /^\[RANK (\d+)\] /;

const digit = (code: number) => code >= 48 && code <= 57;

/** Takes the logger's prefix off. */
export function loggedMessage(line: string): LoggedMessage {
  const own = line.startsWith('[') && digit(line.charCodeAt(1));
  const match = own ? OWN.exec(line) : digit(line.charCodeAt(0)) ? LOGURU.exec(line) : null;
  if (match === null) return { text: line };
  const rest = line.slice(match[0].length);
  const rank = RANK.exec(rest);
  return {
    time: match[1] ?? '',
    level: match[2] ?? '',
    text: rank === null ? rest : rest.slice(rank[0].length),
    ...(rank === null ? {} : { rank: Number(rank[1]) }),
  };
}

/** The level of a line that a logger of the engine wrote. */
export const loggedLevel = (line: string): string | undefined => loggedMessage(line).level;

const read = messageReader<FrameworkNotice>(
  [TRAIN_NOTICES, SAVE_NOTICES, DATA_NOTICES, START_NOTICES],
  (text, logged) => {
    if (!logged) return undefined;
    if (digit(text.charCodeAt(0))) return NUMBERED;
    return text.startsWith('LocalSFTDataset(') ? [DATASET] : undefined;
  },
);

/** What the line says, or nothing. */
export function frameworkNotice(line: string): FrameworkNotice | undefined {
  const { text, rank, level } = loggedMessage(line);
  const notice = read(text, level !== undefined);
  if (notice === undefined || rank === undefined || !('rank' in notice)) return notice;
  return { ...notice, rank } as FrameworkNotice;
}
