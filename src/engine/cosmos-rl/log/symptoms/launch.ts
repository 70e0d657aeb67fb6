/** The launch and the controller: what needs more than one text to be told. */
import { plural } from '../../../../findings/amounts.ts';
import { toSet, toType } from '../../../../findings/remedy.ts';
import { brief, raised, restingOn, rootException, sighted } from '../../../torch/log/evidence.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import type { LogState } from '../state.ts';

const CHECK = ['cookbook-run', 'check', 'FILE'];

const REDIS_GONE =
  /Controller publication failed[^\n]*|Redis publication deadline expired[^\n]*|redis\.exceptions\.ConnectionError[^\n]*|Error \d+ connecting to \S+:\d+\. Connection refused|Publication server restarted/;

/** Policy replicas of the run. */
export const replicasOf = (state: LogState): number =>
  state.replicas.policy?.count ?? state.seen['config-loaded']?.last.notice.config.replicas ?? 1;

/** The run wants more GPUs than this host shows. */
export const gpusInsufficient: OwnSymptom = {
  id: 'gpus-insufficient',
  summary: 'The run wants more GPUs than this host has',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'The parallel sizes ask for more GPUs than are visible.',
    why: 'launcher/utility.py:270 and launch_all.py:903 (0.4.7) raise; the text about "larger than 8" is the same for any number that does not fit.',
    fix: 'Use a host with enough GPUs, or smaller sizes under policy.parallelism.',
  },
  matches(state) {
    const found = raised(
      state,
      /Replica with GPUs larger than 8 occurs but not on Lepton job|Not enough GPUs available\. Required: (\d+), Available: (\d+)|Node IP list not provided/,
    );
    if (found === undefined) return undefined;
    const visible = state.seen.gpus?.last.notice.count;
    const policy = state.replicas.policy;
    const wanted = found.match[1] ?? (policy === undefined ? undefined : policy.count * policy.gpus);
    return restingOn(found, {
      subject: 'policy.parallelism',
      message: `The run wants ${wanted ?? 'more'} GPUs${visible === undefined ? ' than are visible' : `, ${visible} are visible`}.`,
      because:
        'One replica must fit on the host unless node addresses are given (launcher/utility.py:270, 0.4.7).',
      help: 'Lower policy.parallelism.dp_shard_size (or tp_size, dp_replicate_size, n_init_replicas), or use a larger host.',
    });
  },
};

/** The engine's own Config class rejected the config. */
export const configRejected: OwnSymptom = {
  id: 'config-rejected',
  summary: "The engine's Config rejected the config",
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'A value of the config is not of the type or range that the engine accepts.',
    why: 'The controller parses it with pydantic after about 20 s of imports and ends with 1 (dispatcher/run_web_panel.py, 0.4.7, seen); its wrapper "Failed to load or parse config file" also stands for other errors, so the text inside decides.',
    fix: 'Correct the key that the message names; `cookbook-run check FILE` finds these before the launch.',
  },
  matches(state) {
    const found = raised(
      state,
      /^\S*ValidationError: (\d+) validation errors? for (?:Config|\w*Config|\w+)$/m,
    );
    if (found !== undefined) {
      const detail = found.detail ?? [];
      const [key, reason] = [detail[0]?.trim(), detail[1]?.trim().replace(/ \[type=.*/, '')];
      return restingOn(
        found,
        {
          subject: key ?? 'config',
          message: `The engine rejects the config: ${key === undefined ? brief(found.text) : `${key}: ${brief(reason ?? 'invalid')}`}.`,
          because: "Checked by the engine's own Config (policy/config/__init__.py).",
          remedy: toType(CHECK, `Correct ${key ?? 'the key that the log names'}, then run: {}`),
        },
        { count: Number(found.match[1]) },
      );
    }
    const wrapped = raised(state, /Failed to load or parse config file (\S+): (.*)/s);
    const inner = wrapped?.match[2] ?? '';
    // Raised by validators outside pydantic's report: ValueError, KeyError and AssertionError of Config.from_dict.
    const cause = raised(state, /^(?:ValueError|KeyError|AssertionError|TypeError): /);
    if (wrapped === undefined || cause === undefined || /redis|wandb/i.test(inner)) return undefined;
    return restingOn(cause, {
      subject: 'config',
      message: `The engine rejects the config: ${brief(cause.text)}.`,
      because: `The controller could not build its Config from it${cause.where === undefined ? '' : ` (${cause.where})`}.`,
      remedy: toType(CHECK, 'Correct the key that the message names, then run: {}'),
    });
  },
};

/** train.compile with a model that runs on the Hugging Face fall-back. */
export const compileUnsupported: OwnSymptom = {
  id: 'compile-unsupported',
  summary: 'train.compile is on, and the model runs on the Hugging Face fall-back',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The model is loaded through Hugging Face, and that path cannot be compiled.',
    why: 'policy/model/hf_models/parallelize.py:57 asserts it; train.compile is true by default, and 0.4.7 exits 0 after it (seen). A native model whose load fails falls back to this path: then "Failed to load model" is the cause.',
    fix: 'Set train.compile = false.',
  },
  matches(state) {
    const found = raised(state, /Compile is not supported for HFModel/);
    if (found === undefined) return undefined;
    const native = state.seen['native-load-failed']?.first.notice.reason;
    return restingOn(found, {
      subject: 'train.compile',
      message:
        native === undefined
          ? 'train.compile is on, and a model on the Hugging Face fall-back cannot be compiled.'
          : `The native model could not be loaded (${brief(native)}), and its fall-back cannot be compiled.`,
      because: 'Asserted in policy/model/hf_models/parallelize.py:57 (0.4.7); compile is on by default.',
      remedy: toSet({ 'train.compile': false }, 'Set {}'),
    });
  },
};

/** The controller, and with it the entry script, ended before it was ready. */
export const controllerStartFailed: OwnSymptom = {
  id: 'entry-script-failed',
  names: false,
  summary: 'The entry script or the controller failed before the workers were started',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  consequence: true,
  docs: {
    what: 'The process that runs the entry script as the controller ended during its start.',
    why: 'The entry script runs in the controller first, then in every worker; the launcher waits for it and ends with its exit code (launcher/launch_all.py:60-69, 0.4.7).',
    fix: 'Read the traceback above the line: it has no [rankN] prefix.',
  },
  matches(state) {
    const exit = state.seen['process-exited']?.first;
    if (exit === undefined) return undefined;
    const cause = rootException(state);
    const best = cause !== undefined && cause.line < exit.line ? cause : exit;
    const where = cause?.where === undefined ? '' : ` (${cause.where})`;
    return restingOn(
      best,
      {
        subject: cause?.where?.split(':')[0] ?? 'controller',
        message:
          cause === undefined
            ? `The controller ended with ${exit.notice.rc} before it was ready.`
            : `The entry script failed before the workers were started: ${brief(cause.text)}.`,
        because: `It runs in the controller first${where}; no worker was started.`,
        remedy: toType(
          ['python', 'SCRIPT', '--help'],
          'Mend the place that the traceback names; the script can be tried alone: {}',
        ),
      },
      { rc: exit.notice.rc },
    );
  },
};

/** The launcher planned rollout workers for a supervised run. */
export const rolloutPlanned: OwnSymptom = {
  id: 'rollout-planned',
  summary: 'Rollout workers are planned for a supervised run',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'train.train_policy.type is not written as "sft", so the launcher plans rollout replicas and their GPUs as well.',
    why: 'The launcher looks for the literal key and assumes "grpo" without it (launcher/launch_all.py:535-538, 0.4.4), while Config infers sft: the run trains beside a rollout that never ends (0.4.7, seen).',
    fix: 'Set train.train_policy.type = "sft".',
  },
  matches(state) {
    const rollout = state.replicas.rollout;
    const type = state.seen['config-loaded']?.last.notice.config.type;
    if (rollout === undefined || rollout.count === 0) return undefined;
    if (type !== undefined && type !== 'sft') return undefined;
    return restingOn(
      { line: rollout.line, text: `Number of rollout replicas: ${rollout.count}` },
      {
        subject: 'train.train_policy.type',
        message: `The launcher planned ${plural(rollout.count, 'rollout replica')}: train.train_policy.type is not "sft".`,
        because:
          'Without that key the launcher assumes grpo, and the run does not end (launcher/launch_all.py:535-538, 0.4.4 and 0.4.7).',
        remedy: toSet({ 'train.train_policy.type': 'sft' }, 'Set {} and start again'),
      },
      { rollouts: rollout.count },
    );
  },
};

/** The controller lost its redis while the run went on. */
export const redisLost: OwnSymptom = {
  id: 'redis-lost',
  summary: 'The controller lost its redis',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  consequence: true,
  besideSuccess: true,
  lasting: true,
  clue: REDIS_GONE,
  docs: {
    what: 'The redis that the controller talks to went away.',
    why: 'Two runs that start together can take the same redis port; the one that ends first shuts it down, and the other one then fails with "Redis publication deadline expired" and exit 1, even after a complete training (0.4.7, seen; dispatcher/controller.py:55, utils/redis_stream.py:222).',
    fix: 'Give every run its own redis port: redis = "12801" at the top level, as a string.',
  },
  matches(state) {
    const place = state.seen['publication-failed']?.first ?? state.seen['monitor-failed']?.first;
    const found =
      place !== undefined && /[Pp]ublication|[Rr]edis/.test(place.text)
        ? place
        : sighted(state, 'redis-lost', REDIS_GONE);
    if (found === undefined) return undefined;
    const port = state.seen['redis-started']?.last.notice.port;
    return restingOn(
      found,
      {
        subject: port === undefined ? 'redis' : `redis port ${port}`,
        message: `The controller lost its redis${port === undefined ? '' : ` on port ${port}`}.`,
        because: 'Another run on this host that took the same port shuts it down when it ends (0.4.7, seen).',
        help: 'Give every run its own redis port (redis = "12801", a string) and its own --port.',
      },
      { ...(port === undefined ? {} : { port }) },
    );
  },
};
