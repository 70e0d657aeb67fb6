/** A lease: a file that names who has something now. Whoever is dead, by pid, start time and boot id, has nothing. */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { liveRuns } from '../executors/members.ts';
import {
  isProcessName,
  type ProcessName,
  processName,
  SIGN_SECONDS,
  stillLives,
} from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { objectIn } from '../json/object.ts';
import { leaveSign, signAge } from './files.ts';

/** Who has a lease. */
export interface Holder {
  /** The run, whose processes keep the lease even when `process` is gone. */
  readonly run: string;
  /** ISO 8601. */
  readonly since: string;
  readonly process: ProcessName;
}

/** The answer to a request for a lease: it is held, or it is ours until `release`. */
export type Lease =
  | { readonly held: Holder }
  | {
      readonly release: () => void;
      /** The dead holder it was taken over from; `unreadable` if the file was damaged. */
      readonly takenFrom?: Holder | 'unreadable';
    };

/** A holder of this process, for run `run`. */
export function holder(run: string, now: number): Holder {
  return { run, since: new Date(now).toISOString(), process: processName(process.pid) };
}

/** Whether the holder, or a process of its run, still lives; in another container or on another host its sign of life counts. */
function lives(one: Holder, path: string): boolean {
  return stillLives(one.process, () => signAge(path)) || liveRuns().has(one.run);
}

/** The living holder of the lease at `path`; looks only. */
export function leaseHolder(path: string): Holder | undefined {
  const owner = parse(chainOf(path).at(-1) ?? '');
  return owner !== undefined && lives(owner, path) ? owner : undefined;
}

/** Signs of life until the returned function is called. */
function keepAlive(path: string, isOurs: () => boolean): () => void {
  const timer = setInterval(() => {
    if (isOurs()) leaveSign(path);
  }, SIGN_SECONDS * 250);
  timer.unref();
  return () => clearInterval(timer);
}

/** A lease has a few hundred bytes. */
const LARGEST = 64 * 1024;

/** Never through a link: who can put one there would choose which file we read, or keep us asking for one that is not. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function read(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, READ);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw notALease(path);
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw notALease(path);
    if (status.size > LARGEST) throw notALease(path, `has ${status.size} bytes`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function readOrNothing(path: string): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}

const notALease = (path: string, why = 'is no plain file') =>
  new Failure(
    ExitCode.disk,
    `${path} ${why}, so it is no lease`,
    'look at what it is, and remove it; nothing was started',
  );

function parse(text: string): Holder | undefined {
  const value = objectIn(text);
  return typeof value?.['run'] === 'string' && isProcessName(value['process'])
    ? (value as unknown as Holder)
    : undefined;
}

/** Makes `path` another name of `draft`; false if `path` is there already. The file system decides between two starters. */
function link(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const claimOf = (path: string, text: string) =>
  `${path}.after-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

/** The texts of the lease and of the claims on it, oldest first: each claim is named after the text it follows. */
function chainOf(path: string): readonly string[] {
  const texts: string[] = [];
  for (let text = read(path); text !== undefined; text = read(claimOf(path, text))) texts.push(text);
  return texts;
}

/** Whether a dead starter left this draft; what is no draft of a starter is somebody else's. */
function isLeft(draft: string): boolean {
  const owner = parse(readOrNothing(draft) ?? '');
  return owner !== undefined && !lives(owner, draft);
}

/** Removes what dead starters left beside the lease that is ours: a claim means nothing unless the lease leads to it. */
function sweep(path: string): void {
  const [folder, lease] = [dirname(path), basename(path)];
  for (const name of readdirSync(folder)) {
    const beside = join(folder, name);
    if (name.startsWith(`${lease}.after-`) || (name.startsWith(`${lease}.draft-`) && isLeft(beside)))
      removeIfWeMay(beside);
  }
}

/** Removes a file where that is ours to do: what another user left in a shared folder stays. */
export function removeIfWeMay(path: string): void {
  try {
    rmSync(path);
  } catch {
    // gone, another user's, a folder, or a disk that has turned read-only
  }
}

/**
 * Asks for the lease at `path`. Of many starters at once exactly one gets it. A dead holder's lease is not deleted but
 * succeeded: the one who can make the claim named after it, and then still finds that claim at the end of the chain,
 * replaces it. A slow starter that read an older holder finds a chain that does not lead to its claim, and asks again.
 * Throws the file system's error if the folder cannot be written.
 */
export function takeLease(path: string, mine: Holder): Lease {
  mkdirSync(dirname(path), { recursive: true });
  const nonce = randomBytes(8).toString('hex');
  const text = JSON.stringify({ ...mine, nonce });
  const draft = `${path}.draft-${nonce}`;
  let quiet = () => {};
  const release = () => {
    quiet();
    // Where it stays, whoever comes next finds a holder that is dead.
    if (readOrNothing(path) === text) removeIfWeMay(path);
  };
  const held = () => {
    quiet = keepAlive(path, () => readOrNothing(path) === text);
    return { release };
  };
  writeFileSync(draft, text);
  try {
    for (;;) {
      const last = chainOf(path).at(-1);
      if (last === undefined) {
        if (link(draft, path)) return held();
        continue;
      }
      const owner = parse(last);
      if (owner !== undefined && lives(owner, path)) return { held: owner };
      const claim = claimOf(path, last);
      if (!link(draft, claim)) continue;
      if (chainOf(path).at(-1) !== text) {
        rmSync(claim, { force: true });
        continue;
      }
      renameSync(draft, path);
      sweep(path);
      return { ...held(), takenFrom: owner ?? 'unreadable' };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}
