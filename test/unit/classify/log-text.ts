/** Small logs in the engine's own words (0.4.7 unless a case says otherwise), for failures that were not recorded. */

const INFO = '[cosmos] 2026-11-22 13:42:00,214 - cosmos - INFO - ';
const ERROR = '[cosmos] 2026-11-22 13:42:00,214 - cosmos - ERROR - ';

/** launcher/launch_all.py and dispatcher/controller.py, 0.4.7. */
export const launched = (gpus = 1, replicas = 1, rollouts = 0) =>
  `Auto-discovering BaseModel subclasses...
${INFO}Number of policy replicas: ${replicas} with ${gpus} gpus each
${INFO}Number of rollout replicas: ${rollouts} with 1 gpus each
${INFO}Number of reference replicas: 0 with 1 gpus each
${INFO}Detected ${gpus} GPUs: ${[...Array(gpus).keys()].join(', ')}
${INFO}Controller will be launched locally on port 8000.
${INFO}Temporary configuration file created at /tmp/tmpabc.toml
Controller CMD: python /srv/entry.py --port 8000 --config /tmp/tmpabc.toml
`;

export const ready = `${INFO}[Controller] Redis server started on port 12801 with command redis-server /tmp/x.conf
${INFO}Successfully loaded configuration from /tmp/tmpabc.toml
${INFO}Controller is ready at localhost:8000
${INFO}Registering policy process 2590 for signal handling launch_replica.sh
`;

/** The part of `[Policy] Loaded configuration` that is read. */
export const loaded = (checkpoint = true, batch = 4) =>
  `[rank0]:${INFO}[Policy] Loaded configuration: {'train': {'train_policy': {'type': 'sft', 'mini_batch': 2, 'dataloader_drop_last': True}, 'train_batch_per_replica': ${batch}, 'ckpt': {'enable_checkpoint': ${checkpoint ? 'True' : 'False'}}, 'epoch': 1, 'output_dir': '/data/out/t0', 'max_num_steps': None}, 'policy': {'parallelism': {'n_init_replicas': 1, 'dp_shard_size': 1, 'dp_replicate_size': 1}, 'lora': None}}
`;

export const registered = `[rank0]:${INFO}Config checked successfully
[rank0]:${INFO}POLICY Replica 4136079c registered to controller
[rank0]:${INFO}Final dataset size = 64
[rank0]:${INFO}Training epoch 1/1
`;

/** A run whose workers have not made a step yet. */
export const begun = launched() + ready + loaded() + registered;

export const steps = (from: number, to: number, total: number, loss = '2.50000') =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .map(
      (step) =>
        `[rank0]:${INFO}Step: ${step}/${total}, Loss: ${loss}, Grad norm: 1.00000, Iteration time: 0.31s, optimizer/lr_model.visual: 1.00000e-04\n`,
    )
    .join('');

/** A run at step 4 of 16. */
export const running = begun + steps(1, 4, 16);

/** policy/trainer/llm_trainer/llm_trainer.py:794, utils/checkpoint.py:744, 0.4.7. */
export const saved = (step: number, ranks = 1) =>
  `[rank0]:${INFO}Saving huggingface checkpoint at step ${step} to /data/out/t0...
[rank0]:${INFO}
[rank0]:
[rank0]:Exported safetensors to /data/out/t0/safetensors/step_${step}
${[...Array(ranks).keys()].map((rank) => `[rank${rank}]:${INFO}[Policy] Step: ${step}, checkpoint saved successfully at /data/out/t0/checkpoints/step_${step}/policy.`).join('\n')}
`;

/** dispatcher/status.py unregister and launch_all.py _monitor_processes, 0.4.7. */
export const stopping = `${INFO}[Controller] Unregistering replica 4136079c
${INFO}[Controller] Replica 4136079c is stopping.
${INFO}[Controller] All replicas are finished (clean unregister of 4136079c); finalizing -- shutting down controller.
[rank0]:${INFO}[Policy] Process group destroyed.
`;

export const completed = `${INFO}Process 1621 completed (rc=0)
${INFO}Process 2590 completed (rc=0)
`;

/** A complete run. */
export const complete = (total = 16) => begun + steps(1, total, total) + saved(total) + stopping + completed;

/** A traceback of a worker, as torchrun tees it; printed once. */
export const traceback = (
  exception: string,
  rank = 0,
  frame = '/opt/engine/site-packages/x.py", line 7, in run',
) =>
  `[rank${rank}]:Traceback (most recent call last):
[rank${rank}]:  File "${frame}
[rank${rank}]:    call()
${exception
  .split('\n')
  .map((line) => `[rank${rank}]:${line}\n`)
  .join('')}`;

/** A traceback of the launcher or the controller. */
export const bareTraceback = (exception: string, frame = '/srv/entry.py", line 28, in <module>') =>
  `Traceback (most recent call last):
  File "${frame}
    call()
${exception}
`;

/** torchrun was sent a signal. */
export const deathSignal = (number: number) =>
  `W1126 16:25:32.208000 5042 torch/distributed/elastic/agent/server/api.py:739] Received ${number} death signal, shutting down workers\n`;

/** torch/distributed/elastic, torch 2.11, and the launcher's line after it. */
export const childFailed = (rank = 0, exitcode = 1) =>
  `E1122 13:43:05.109000 2767 torch/distributed/elastic/multiprocessing/api.py:986] failed (exitcode: ${exitcode}) local_rank: ${rank} (pid: 3514) of binary: /opt/venv/bin/python
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
torch.distributed.elastic.multiprocessing.errors.ChildFailedError: 
============================================================
/srv/entry.py FAILED
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2026-11-22_13:43:04
  host      : localhost
  rank      : ${rank} (local_rank: ${rank})
  exitcode  : ${exitcode} (pid: 3514)
  error_file: <N/A>
============================================================
${ERROR}Process 2590 failed with return code 1
`;

/** A worker that dies with this exception after it registered. */
export const died = (exception: string, rank = 0) =>
  launched(rank + 1) + ready + loaded() + registered + traceback(exception, rank) + childFailed(rank);

/** A controller that dies with this exception before it is ready (launch_all.py:60-69). */
export const startFailed = (exception: string, before = '') =>
  `${launched()}${before}${bareTraceback(exception)}${ERROR}Process 1621 exited with code 1. Exiting.\n`;

/** policy/worker/sft_worker.py:147, 0.4.7. */
export const retries = (message: string, attempts = 50, before = '') =>
  Array.from(
    { length: attempts },
    (_, i) =>
      `${before}[rank0]:[cosmos] 2026-11-22 13:43:04,656 - cosmos - WARNING - sft_process_sample failed (attempt ${i + 1}/50): ${message}\n[rank0]:  traceback: ['    call()']\n[rank0]:  messages: ["user:str(12)"]\n`,
  ).join('');

export { ERROR, INFO };
