/** What is told when processes died and no library said why. */
import { note, toType } from '../../../../findings/remedy.ts';
import {
  brief,
  causeChain,
  failed,
  failingRank,
  loneException,
  raised,
  restingOn,
  rootException,
  sighted,
} from '../../../torch/log/evidence.ts';
import { definiteFailure } from '../../../torch/log/failure.ts';
import type { Sighting } from '../../../torch/log/traceback.ts';
import { WORKER_EXCEPTION, WORKER_KILLED } from '../../../torch/symptoms/kinds.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import type { LogState } from '../state.ts';

const NAMES: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
};
const HINTS: Readonly<Record<number, string>> = {
  4: 'SIGILL: a package was built for a processor that knows more instructions than this one.',
  6: 'SIGABRT comes from the process itself: NCCL, CUDA or a C++ library gave up; its last lines say why.',
  7: 'SIGBUS usually means that /dev/shm is full: docker run --shm-size=16g.',
  9: 'SIGKILL without a person behind it is usually the kernel out of host memory: dmesg -T | grep -i "out of memory".',
  11: 'SIGSEGV is a crash in native code: a decoder, a CUDA extension or a mismatch of packages.',
};

/** A Python exception that no other symptom names. */
export const workerException: OwnSymptom = {
  ...WORKER_EXCEPTION,
  names: false,
  matches(state) {
    const lone = loneException(state);
    if (lone !== undefined) {
      return restingOn(
        lone,
        {
          message: `An exception that cookbook-run does not know: ${brief(lone.text, 240)}.`,
          because: 'The text holds this line and no run around it.',
          remedy: toType(
            ['cookbook-run', 'diagnose', 'LOG'],
            'Give the whole log for the place, the rank and the step: {}',
          ),
        },
        { exception: lone.type },
      );
    }
    const cause = rootException(state);
    if (cause === undefined || !failed(state) || GAVE_UP.test(cause.text) || TOLD.test(cause.text))
      return undefined;
    const rank = failingRank(state);
    const who = cause.rank === undefined ? 'A process without a rank' : `Rank ${rank ?? cause.rank}`;
    const began = causeChain(state).at(-1);
    const place =
      cause.where === undefined
        ? 'It is the first exception of the rank that failed first.'
        : `Raised at ${cause.where}.`;
    const before = began === undefined || began === cause ? '' : ` It began with ${brief(began.text)}.`;
    const saved = state.saved?.step;
    return restingOn(
      cause,
      {
        message: `${who} ended with ${brief(cause.text, 240)}.`,
        because: `${place}${before}`,
        help: `Read the whole traceback at that line of the log and mend its place${saved === undefined ? ', then start again; no checkpoint was saved' : `; a checkpoint of step ${saved} was saved before`}.`,
      },
      { exception: cause.type, ...(cause.where === undefined ? {} : { where: cause.where }) },
    );
  },
};

// gloo's transport and NCCL's watchdog, as exceptions.
const GAVE_UP =
  /Watchdog caught collective operation timeout[^\n]*|[Tt]imed out waiting \d+ ?ms for (?:send|recv) operation[^\n]*|watchdog timeout[^\n]*|collective operation timeout[^\n]*/;

/** NCCL's watchdog gave up waiting for a rank. */
export const collectiveTimeout: OwnSymptom = {
  id: 'collective-timeout',
  consequence: true,
  summary: 'A collective operation timed out: one rank stopped answering',
  severity: 'error',
  category: 'run',
  outcome: 'stalled',
  docs: {
    what: "NCCL's watchdog waited for a collective operation until its timeout and then aborted the rank.",
    // `stalled`, not `retryable`: the log proves only that nothing moved for the timeout. Whether the machine or the
    // data loading is to blame is not in it, and a second attempt would hang as long again.
    why: 'The group timeout is COSMOS_GLOO_TIMEOUT, 600 s by default (utils/distributed.py:81, 0.4.7); the rank aborts with -6, and the controller notices 200 s later.',
    fix: 'Look which rank is behind in the log and what it did last: reading data, saving, or nothing at all. Resume from the last checkpoint.',
  },
  matches(state) {
    const place = state.seen.watchdog?.first;
    if (place === undefined) {
      const told = raised(state, GAVE_UP);
      if (told === undefined) return undefined;
      return restingOn(told, {
        message: `Rank ${told.rank ?? 0} waited in vain for the other ranks: ${brief(told.match[0])}.`,
        because:
          'At least one rank did not reach the same operation; the group timeout is COSMOS_GLOO_TIMEOUT (utils/distributed.py:81, 0.4.7).',
        help: 'Find the rank that printed nothing for longest; slow data or a slow disk needs a larger COSMOS_GLOO_TIMEOUT. Resume from the last checkpoint.',
      });
    }
    const { operation, milliseconds } = place.notice;
    const limit = milliseconds === undefined ? 'its timeout' : `${Math.round(milliseconds / 1000)} s`;
    return restingOn(
      place,
      {
        message: `Rank ${place.rank ?? 0} waited ${limit} for the other ranks${operation === undefined ? '' : ` (${operation})`} and was aborted.`,
        because:
          'At least one rank did not reach the same operation; the group timeout is COSMOS_GLOO_TIMEOUT (utils/distributed.py:81, 0.4.7).',
        help: 'Find the rank that printed nothing for longest; slow data or a slow disk needs a larger COSMOS_GLOO_TIMEOUT. Resume from the last checkpoint.',
      },
      {
        ...(operation === undefined ? {} : { operation }),
        ...(milliseconds === undefined ? {} : { milliseconds }),
      },
    );
  },
};

const HELPS: Readonly<Record<number, string>> = {
  4: 'See what this processor knows (lscpu | grep -i avx), and install builds for it, or take another host; PYTHONFAULTHANDLER=1 names the library.',
  6: 'Read the last lines of that rank; NCCL_DEBUG=INFO and TORCH_DISTRIBUTED_DEBUG=DETAIL say more at the next attempt.',
  7: 'docker run --shm-size=16g (or --ipc=host), or train.train_policy.dataloader_num_workers=0',
  9: 'Look for the kill: dmesg -T | grep -i "out of memory"; give the job more host memory, or fewer train.train_policy.dataloader_num_workers and train.ckpt.save_mode="sync".',
  11: 'Start it again with PYTHONFAULTHANDLER=1: the last frames name the library; try train.train_policy.dataloader_num_workers=0',
};

interface Killed extends Sighting {
  readonly signal: number;
}

/** The signal that ended a worker: torch's agent tells it, its failure block, or a line that somebody pasted. */
function killed(state: LogState): Killed | undefined {
  const elastic = state.seen['elastic-failed']?.first;
  const block = state.seen['failed-exitcode']?.first;
  const code = state.elastic.root?.exitcode ?? elastic?.notice.exitcode ?? block?.notice.exitcode;
  const place = elastic ?? block;
  const { root } = state.elastic;
  if (root !== undefined && root.exitcode < 0 && elastic?.notice.exitcode !== root.exitcode)
    return {
      line: root.line,
      text: `exitcode  : ${root.exitcode} (pid: ${root.pid})`,
      rank: root.rank,
      signal: -root.exitcode,
    };
  if (code !== undefined && place !== undefined) {
    const rank = elastic?.notice.localRank ?? state.elastic.rank?.[0];
    const of = { line: place.line, text: place.text, ...(rank === undefined ? {} : { rank }) };
    return code < 0 ? { ...of, signal: -code } : undefined;
  }
  const told = sighted(state, 'worker-killed', TOLD);
  if (told === undefined || !failed(state)) return undefined;
  const [, number, died, word, status] = told.match;
  const named = word === 'Segmentation fault' ? 11 : word === 'Aborted' ? 6 : 9;
  const signal = status === undefined ? Number(number ?? died ?? named) : Number(status) - 128;
  return {
    line: told.line,
    text: told.text,
    signal,
    ...(told.rank === undefined ? {} : { rank: told.rank }),
  };
}

const TOLD =
  /Signal (\d+) \(SIG[A-Z]+\) received by PID|(?:died with <Signals\.SIG[A-Z]+: |exit ?code ?:? +-)(\d+)|^(?:Fatal Python error: )?(Segmentation fault|Aborted|Killed)(?: \(core dumped\))?$|\bexited with (?:exit )?(?:code |status )?(137|139|134)\b/;

/** A worker process was ended by a signal. */
export const workerKilled: OwnSymptom = {
  ...WORKER_KILLED,
  clue: TOLD,
  matches(state) {
    const place = killed(state);
    if (place === undefined || place.signal === 15 || place.signal === 2) return undefined;
    const { signal } = place;
    const rank = state.elastic.root?.rank ?? place.rank;
    const name = NAMES[signal] ?? `signal ${signal}`;
    const step = state.seen.step?.last.notice.step;
    return restingOn(
      { line: place.line, ...(rank === undefined ? {} : { rank }), text: place.text },
      {
        message: `The worker of rank ${rank ?? 'unknown'} was killed by ${name}${step === undefined ? '' : ` after step ${step}`}.`,
        because: HINTS[signal] ?? 'torchrun reports the signal; the other ranks were ended because of it.',
        help:
          HELPS[signal] ?? 'Read the last lines of that rank: the library that gave up names itself there.',
      },
      { signal, ...(step === undefined ? {} : { step }) },
    );
  },
};

/** The controller process died. */
export const controllerKilled: OwnSymptom = {
  id: 'controller-died',
  consequence: true,
  summary: 'The controller process died',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The controller ended while the policy was still training.',
    why: '0.4.7 asks the controller before every step, so the launcher kills the whole tree and exits 1 (launcher/launch_all.py:425-476, seen). Up to 0.4.4 only the shell was killed, and the workers went on.',
    fix: 'Look for the reason above the line: a signal (137 is SIGKILL, often host memory) or a traceback without a rank; then resume.',
  },
  matches(state) {
    const death = state.processes.find((one) => one.role === 'controller' && one.rc !== 0);
    // 86 is how the controller itself reports another failure; then that one is the cause.
    if (death === undefined || death.rc === 86) return undefined;
    const earlier = state.processes.some(
      (one) => one.role === 'policy' && one.rc !== 0 && one.line < death.line,
    );
    if (earlier) return undefined;
    const signal = death.rc > 128 ? death.rc - 128 : death.rc < 0 ? -death.rc : undefined;
    const step = state.seen.step?.last.notice.step;
    return restingOn(
      { line: death.line, text: `Process ${death.id} failed with return code ${death.rc}` },
      {
        subject: 'controller',
        message: `The controller ${signal === undefined ? `ended with ${death.rc}` : `was killed by signal ${signal}`}${step === undefined ? '' : ` after step ${step}`}.`,
        because:
          'Every step needs its permission, so the launcher ended the workers too (launcher/launch_all.py:425-476, 0.4.7).',
        help: 'Look at dmesg for the out-of-memory killer if it was signal 9; resume from the last checkpoint.',
      },
      { rc: death.rc, ...(signal === undefined ? {} : { signal }) },
    );
  },
};

/** Workers ended without saying why. */
export const workersLost: OwnSymptom = {
  id: 'workers-lost',
  consequence: true,
  summary: 'The workers ended without an exception in the log',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The launcher, torch or the controller reports that workers are gone, and the log holds no exception.',
    why: 'The controller misses the heartbeat after 200 s and ends with 86 (0.4.7), finalizes as if all were well (0.4.4 to 0.4.6), or waits for ever (up to 0.4.3).',
    fix: 'Look at the other outputs of the run (--log-dir, the scheduler, dmesg), then resume from the last checkpoint.',
  },
  matches(state) {
    const place = definiteFailure(state);
    const reap = state.seen.finalizing?.first;
    const reaped = reap?.notice.reason.includes('heartbeat-death') === true ? reap : undefined;
    if (place === undefined && reaped === undefined) return undefined;
    if (!failed(state) && reaped === undefined) return undefined;
    const { root } = state.elastic;
    // Of several agents the one whose worker left first: the first line that proves a failure may be another's.
    const found =
      place === undefined
        ? undefined
        : root === undefined
          ? { line: place.line, text: place.reason }
          : { line: root.line, rank: root.rank, text: `exitcode  : ${root.exitcode} (pid: ${root.pid})` };
    const best = found ?? reaped;
    if (best === undefined) return undefined;
    return restingOn(best, {
      subject: 'workers',
      message: 'The workers ended before the run was complete, and the log holds no exception.',
      because: `The first line that proves it: ${best.text.trim().slice(0, 200)}`,
      remedy:
        state.ranks.length === 0
          ? toType(
              ['cookbook-run', 'diagnose', 'LOG_DIR'],
              'The workers wrote a log of their own, policy_0.log with --log-dir: {}',
            )
          : note('Look at dmesg and at the scheduler for a kill; resume from the last checkpoint.'),
    });
  },
};
