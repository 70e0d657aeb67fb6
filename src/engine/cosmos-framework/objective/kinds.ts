/** Findings about what a task of the trainer optimises. */
import { defineObjectiveFinding, type ObjectiveFinding } from '../../../findings/objective-kind.ts';

/** The config trains something that cookbook-run does not run, or nothing. */
export const taskNotReasoner = defineObjectiveFinding<{
  readonly task: string;
  /** Whether the file says so itself; a missing key means vfm. */
  readonly written: boolean;
  /** What the experiment trains, by its name; missing for a task that the trainer does not have. */
  readonly trains?: 'actions' | 'video';
}>({
  id: 'task-not-reasoner',
  summary: 'the config does not train a reasoner',
  severity: 'error',
  category: 'config',
  leaves: ({ trains }) =>
    trains === undefined ? undefined : trains === 'actions' ? 'trajectory-decoder' : 'video-diffusion',
  needsRemedy: true,
  docs: {
    what: '`job.task` is not `vlm`: `vfm` trains generator and action heads of Cosmos 3, and is what a missing key means.',
    why: 'Runs of `vfm` take other data, other weights and other proofs of a good end; cookbook-run neither starts nor judges them. An action experiment optimises the generator tower and the action heads by flow matching, a vision experiment the generator tower alone.',
    fix: 'Write `task = "vlm"`, or start the run with the launcher of its recipe, examples/launch_sft_*.sh.',
  },
  say: ({ task, written, trains }) => ({
    message:
      trains === undefined
        ? `The trainer has no task ${JSON.stringify(task)}.`
        : `\`job.task\` is ${written ? 'vfm' : 'missing, which means vfm'}: ${trains === 'actions' ? 'the action heads and the generator of Cosmos 3' : 'the generator of Cosmos 3'}, not a reasoner.`,
    because:
      trains === undefined
        ? 'it stops at once: its tasks are vlm and vfm'
        : 'cookbook-run trains reasoners only',
    help: 'write task = "vlm", or start it with the launcher of its recipe, examples/launch_sft_*.sh',
  }),
});

/** All of them. */
export const OBJECTIVE_KINDS: ReadonlyArray<ObjectiveFinding<object>> = [taskNotReasoner];
