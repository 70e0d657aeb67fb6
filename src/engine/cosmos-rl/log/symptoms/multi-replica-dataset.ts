import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /tuple indices must be integers or slices, not str/;

/** Several replicas with a dataset that returns conversations. */
export const multiReplicaDataset: Symptom = {
  id: 'multi-replica-dataset',
  summary: 'Several replicas, and a dataset that is written for one',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'With n_init_replicas above 1 another worker trains, and it hands the packer an (index, sample) pair.',
    why: 'policy/worker/multi_replica_sft_worker.py (0.4.7); seen with n_init_replicas = 2 and a dataset that returns conversations.',
    fix: 'Use one replica: policy.parallelism.n_init_replicas = 1 and a larger dp_shard_size.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    const retry = state.seen['sample-retry']?.first;
    const best = found ?? (retry !== undefined && TEXT.test(retry.text) ? retry : undefined);
    const replicas =
      state.replicas.policy?.count ?? state.seen['config-loaded']?.last.notice.config.replicas ?? 1;
    if (best === undefined || replicas < 2) return undefined;
    return restingOn(best, {
      subject: 'policy.parallelism.n_init_replicas',
      message: `The dataset does not work with ${replicas} replicas: the worker for several replicas passes (index, sample).`,
      because:
        'Another worker class is used from two replicas on (policy/worker/multi_replica_sft_worker.py, 0.4.7).',
      help: 'Set policy.parallelism.n_init_replicas=1 and a larger dp_shard_size.',
    });
  },
};
