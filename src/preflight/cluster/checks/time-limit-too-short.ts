import type { FindingDraft } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import { limitSeconds, limitText } from '../../../site/slurm-time.ts';
import { defineClusterCheck } from '../check.ts';
import type { ClusterFacts, ClusterNeed, Partition } from '../facts.ts';
import { chosenPartitions } from '../partitions.ts';

/** Seconds that a job spends before its first step, and proving its end. */
const AROUND = 300;

/** The longest limit of the partitions: `undefined` where one has none. */
function longest(partitions: readonly Partition[]): number | undefined {
  const limits = partitions.map(({ limit }) => limit);
  return limits.includes(undefined) ? undefined : Math.max(...(limits as number[]));
}

/** The limit that the job will have; `undefined` where it has none or it is not known. */
function limitOf({ partitions }: ClusterFacts, need: ClusterNeed): number | undefined {
  if (need.time !== undefined) return limitSeconds(need.time);
  if (!partitions.ok) return undefined;
  const chosen = chosenPartitions(partitions.value, need);
  return longest(chosen.map((one) => ({ ...one, limit: one.standardLimit ?? one.limit }) as Partition));
}

function saving({ saveSeconds, stopSeconds }: ClusterNeed): readonly FindingDraft[] {
  if (saveSeconds === undefined || saveSeconds <= stopSeconds) return [];
  const wanted = Math.ceil((saveSeconds * 1.5) / 60) * 60;
  return [
    {
      subject: '--stop-timeout',
      message: `A save takes about ${limitText(saveSeconds)}, and a stop waits ${limitText(stopSeconds)} for it.`,
      because: 'at its time limit the job would be ended in the middle of its last checkpoint',
      remedy: note(`--stop-timeout ${wanted}`),
      data: { saveSeconds, stopSeconds },
    },
  ];
}

function training(limit: number, need: ClusterNeed): readonly FindingDraft[] {
  const { seconds, signalSeconds, maxRequeues, checkpoints } = need;
  const each = limit - signalSeconds - AROUND;
  if (each <= 0)
    return [
      {
        subject: '--time',
        message: `The time limit of ${limitText(limit)} leaves no time to train: the job is asked to save ${limitText(signalSeconds)} before it.`,
        remedy: note(`--time ${limitText((signalSeconds + AROUND) * 2)} or longer`),
        data: { limit, signalSeconds },
      },
    ];
  if (seconds === undefined || seconds <= each) return [];
  const jobs = Math.ceil(seconds / each);
  const whole = limitText(seconds + signalSeconds + AROUND);
  if (checkpoints && jobs - 1 <= maxRequeues)
    return [
      {
        subject: '--time',
        severity: 'info',
        message: `The run takes about ${limitText(seconds)}, and the limit is ${limitText(limit)}: it will save, be queued again and go on, about ${jobs - 1} time${jobs === 2 ? '' : 's'}.`,
        remedy: note(`--time ${whole} would do it in one`),
        data: { limit, seconds, requeues: jobs - 1 },
      },
    ];
  return [
    {
      subject: '--time',
      message: checkpoints
        ? `The run takes about ${limitText(seconds)}: with a limit of ${limitText(limit)} it needs to be queued again ${jobs - 1} times, and ${maxRequeues} are allowed.`
        : `The run takes about ${limitText(seconds)}, the limit is ${limitText(limit)}, and it writes no checkpoint to go on from.`,
      remedy: [note(`--time ${whole}`), ...(checkpoints ? [note(`--max-requeues ${jobs - 1}`)] : [])],
      data: { limit, seconds, requeues: jobs - 1, maxRequeues },
    },
  ];
}

/** The time limit is longer than the partition allows, or too short for the run. */
export const timeLimitTooShort = defineClusterCheck({
  id: 'time-limit-too-short',
  summary: 'The time limit does not fit the partition, the run, or the save before it.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The time limit is compared with that of the partition, with the estimate of the run, with the time that is kept for the last checkpoint, and with how often the job may be queued again.',
    why: 'Where EnforcePartLimits is off, Slurm takes a job with a limit above that of its partition, also with --test-only, and never starts it (seen with 22.05: PartitionTimeLimit). A run that is cut off before it could save is lost.',
    fix: 'Ask for another `--time`, allow more `--max-requeues`, or let a stop wait longer with `--stop-timeout`.',
  },
  evaluate(facts, need) {
    const saves = saving(need);
    const asked = need.time === undefined ? undefined : limitSeconds(need.time);
    if (!facts.partitions.ok && asked === undefined) return { skipped: facts.partitions.reason };
    const chosen = facts.partitions.ok ? chosenPartitions(facts.partitions.value, need) : [];
    const most = chosen.length === 0 ? undefined : longest(chosen);
    if (asked !== undefined && most !== undefined && asked > most)
      return [
        {
          subject: '--time',
          message: `The time limit of ${limitText(asked)} is above the ${limitText(most)} of ${chosen.map(({ name }) => name).join(', ')}.`,
          because: 'Slurm refuses such a job, or takes it and never starts it, as the site has it set',
          remedy: note(`--time ${limitText(most)}, or another partition`),
          data: { limit: asked, most },
        },
        ...saves,
      ];
    const limit = limitOf(facts, need);
    return [...saves, ...(limit === undefined ? [] : training(limit, need))];
  },
});
