/**
 * What the published recipes set: facts, in our own order and without their comments, names of projects and prompts. The
 * version is the one each was written for. Beyond what the engine itself drops or rejects, no rule may call them wrong.
 */

/** One recipe's settings as dotted TOML. */
interface RecipeSettings {
  readonly name: string;
  readonly engine: '0.2.6' | '0.3.9' | '0.4.4';
  /** Keys that its engine drops. */
  readonly drops: readonly string[];
  readonly toml: string;
}

export const RECIPE_SETTINGS: readonly RecipeSettings[] = [
  {
    name: 'r1-av3d',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 3
train.ckpt.save_freq = 50
train.ckpt.save_mode = "async"
train.compile = false
train.epoch = 5
train.fsdp_offload = true
train.output_dir = "outputs/r1-av3d"
train.train_batch_per_replica = 32
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-avha',
    engine: '0.2.6',
    drops: ['policy.parallelism.cp_rotate_method'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_rotate_method = "allgather"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 2
train.ckpt.save_freq = 25
train.ckpt.save_mode = "async"
train.compile = false
train.enable_validation = true
train.epoch = 20
train.epsilon = 1e-06
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.optm_betas = [0.9, 0.999]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "fused"
train.optm_lr = 2e-06
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r1-avha"
train.param_dtype = "bfloat16"
train.resume = true
train.sync_weight_interval = 1
train.train_batch_per_replica = 16
train.train_policy.conversation_column_name = "conversations"
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 4
train.train_policy.dataset.name = "/path/to/dataset/train"
train.train_policy.enable_dataset_cache = false
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
train.validation_batch_per_replica = 2
train.validation_step = 30
`,
  },
  {
    name: 'r1-hf',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.output_dir = "outputs/r1-hf"
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-its',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 32768
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.enable_validation = false
train.optm_warmup_steps = 0
train.output_dir = "outputs/r1-its"
train.train_batch_per_replica = 16
train.train_policy.dataset.test_size = 0
train.train_policy.mini_batch = 1
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-llava',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.output_dir = "outputs/r1-llava"
train.train_batch_per_replica = 32
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-mimicgen',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.epoch = 120
train.output_dir = "outputs/r1-mimicgen"
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-post_training-rl',
    engine: '0.2.6',
    drops: ['policy.parallelism.cp_rotate_method'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 10240
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_rotate_method = "allgather"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 2
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
rollout.batch_size = 4
rollout.enable_chunked_prefill = false
rollout.gpu_memory_utilization = 0.7
rollout.max_response_length = 6144
rollout.n_generation = 8
rollout.parallelism.n_init_replicas = 1
rollout.parallelism.pp_size = 1
rollout.parallelism.tp_size = 2
rollout.quantization = "none"
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 2
train.ckpt.save_freq = 100
train.ckpt.save_mode = "async"
train.compile = false
train.epoch = 80
train.epsilon = 1e-06
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.master_dtype = "float32"
train.optm_betas = [0.9, 0.95]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "fused"
train.optm_lr = 2e-06
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r1-post_training-rl"
train.param_dtype = "bfloat16"
train.resume = false
train.sync_weight_interval = 1
train.train_batch_per_replica = 128
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 4
train.train_policy.dataset.name = "nvidia/Cosmos-Reason1-RL-Dataset"
train.train_policy.dataset.split = "rl"
train.train_policy.dataset.subset = "robovqa"
train.train_policy.enable_dataset_cache = false
train.train_policy.epsilon_high = 0.2
train.train_policy.epsilon_low = 0.2
train.train_policy.kl_beta = 0.0
train.train_policy.min_filter_prefix_tokens = 1
train.train_policy.mini_batch = 2
train.train_policy.mu_iterations = 1
train.train_policy.prompt_column_name = "qa_pairs"
train.train_policy.reward_function = ["single_choice", "format"]
train.train_policy.temperature = 0.9
train.train_policy.type = "grpo"
`,
  },
  {
    name: 'r1-post_training-sft',
    engine: '0.2.6',
    drops: ['policy.parallelism.cp_rotate_method'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_rotate_method = "allgather"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 2
train.ckpt.save_freq = 100
train.ckpt.save_mode = "async"
train.compile = false
train.enable_validation = true
train.epoch = 1
train.epsilon = 1e-06
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.optm_betas = [0.9, 0.999]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "fused"
train.optm_lr = 2e-06
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r1-post_training-sft"
train.param_dtype = "bfloat16"
train.resume = false
train.sync_weight_interval = 1
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 4
train.train_policy.dataset.name = "nvidia/Cosmos-Reason1-SFT-Dataset"
train.train_policy.dataset.split = "understanding"
train.train_policy.dataset.subset = "robovqa"
train.train_policy.dataset.test_size = 100
train.train_policy.enable_dataset_cache = false
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
train.validation_batch_per_replica = 2
train.validation_step = 30
`,
  },
  {
    name: 'r1-videophy2-grpo',
    engine: '0.2.6',
    drops: ['policy.parallelism.cp_rotate_method'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 10240
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_rotate_method = "allgather"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
rollout.batch_size = 4
rollout.enable_chunked_prefill = false
rollout.gpu_memory_utilization = 0.7
rollout.max_response_length = 6144
rollout.n_generation = 8
rollout.parallelism.n_init_replicas = 1
rollout.parallelism.pp_size = 1
rollout.parallelism.tp_size = 4
rollout.quantization = "none"
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 20
train.ckpt.save_freq = 100
train.ckpt.save_mode = "async"
train.compile = false
train.epoch = 80
train.epsilon = 1e-06
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.master_dtype = "float32"
train.optm_betas = [0.9, 0.95]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "fused"
train.optm_lr = 2e-06
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r1-videophy2-grpo"
train.param_dtype = "bfloat16"
train.resume = false
train.sync_weight_interval = 1
train.train_batch_per_replica = 128
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 4
train.train_policy.dataset.name = "data/videophy2_train_w_thinking_balanced"
train.train_policy.enable_dataset_cache = false
train.train_policy.epsilon_high = 0.2
train.train_policy.epsilon_low = 0.2
train.train_policy.kl_beta = 0.05
train.train_policy.min_filter_prefix_tokens = 1
train.train_policy.mini_batch = 2
train.train_policy.mu_iterations = 1
train.train_policy.temperature = 0.9
train.train_policy.type = "grpo"
`,
  },
  {
    name: 'r1-videophy2-sft',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.epoch = 10
train.output_dir = "outputs/r1-videophy2-sft"
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-wafermap',
    engine: '0.2.6',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.output_dir = "outputs/r1-wafermap"
train.train_batch_per_replica = 32
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r1-warehouse',
    engine: '0.2.6',
    drops: ['policy.parallelism.cp_rotate_method'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 8192
policy.model_name_or_path = "nvidia/Cosmos-Reason1-7B"
policy.parallelism.cp_rotate_method = "allgather"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = true
train.ckpt.save_freq = 50
train.ckpt.save_mode = "async"
train.compile = false
train.enable_validation = false
train.epoch = 1
train.epsilon = 1e-08
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.master_dtype = "float32"
train.optm_betas = [0.9, 0.999]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "foreach"
train.optm_lr = 1e-05
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r1-warehouse"
train.param_dtype = "bfloat16"
train.resume = true
train.sync_weight_interval = 1
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.dataloader_num_workers = 8
train.train_policy.dataloader_prefetch_factor = 8
train.train_policy.dataset.test_size = 1
train.train_policy.enable_dataset_cache = false
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
train.validation_batch_per_replica = 2
train.validation_step = 100
`,
  },
  {
    name: 'r2-av3d',
    engine: '0.3.9',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason2-8B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 30
train.ckpt.save_freq = 50
train.ckpt.save_mode = "async"
train.compile = false
train.epoch = 2
train.optm_decay_type = "cosine"
train.optm_grad_norm_clip = 1.0
train.optm_lr = 2e-07
train.optm_warmup_steps = 0.03
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r2-av3d"
train.resume = true
train.seed = 42
train.train_batch_per_replica = 16
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 2
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r2-full',
    engine: '0.4.4',
    drops: [],
    toml: `
eth_ips = ""
logging.logger = []
logging.report_mfu = false
policy.enable_liger_kernel = false
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "Qwen/Qwen2.5-VL-7B-Instruct"
policy.parallelism.cp_size = 1
policy.parallelism.dp_replicate_size = 1
policy.parallelism.dp_shard_size = 1
policy.parallelism.ep_size = 1
policy.parallelism.n_init_replicas = 1
policy.parallelism.pp_dynamic_shape = false
policy.parallelism.pp_micro_batch_size = 1
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 2
profiler.enable_nsys = false
profiler.enable_profiler = false
profiler.sub_profiler_config.active_steps = 1
profiler.sub_profiler_config.do_profile = false
profiler.sub_profiler_config.profile_memory = false
profiler.sub_profiler_config.rank_filter = []
profiler.sub_profiler_config.record_shape = false
profiler.sub_profiler_config.wait_steps = 1
profiler.sub_profiler_config.warmup_steps = 1
profiler.sub_profiler_config.with_modules = false
profiler.sub_profiler_config.with_stack = false
rollout.backend = "vllm"
rollout.batch_size = 1
rollout.enable_chunked_prefill = false
rollout.enforce_eager = true
rollout.gpu_memory_utilization = 0.8
rollout.include_stop_str_in_output = false
rollout.max_response_length = 2048
rollout.multi_turn_config.add_generation_prompt = true
rollout.multi_turn_config.continue_final_message = false
rollout.multi_turn_config.enable = false
rollout.multi_turn_config.enable_thinking = false
rollout.multi_turn_config.enable_tools = false
rollout.multi_turn_config.max_assistant_turns = 5
rollout.n_generation = 16
rollout.n_generation_to_batch = false
rollout.parallelism.cp_size = 1
rollout.parallelism.dp_replicate_size = 1
rollout.parallelism.dp_shard_size = -1
rollout.parallelism.ep_size = 1
rollout.parallelism.n_init_replicas = 1
rollout.parallelism.pp_dynamic_shape = false
rollout.parallelism.pp_micro_batch_size = 1
rollout.parallelism.pp_size = 1
rollout.parallelism.tp_size = 2
rollout.quantization = "none"
rollout.sampling_config.repetition_penalty = 1.0
rollout.sampling_config.temperature = 1.0
rollout.sampling_config.top_k = -1
rollout.sampling_config.top_p = 1.0
rollout.sampling_config.use_flashinfer = false
rollout.vllm_use_flashinfer = false
train.activation_offload = false
train.async_tp_enabled = false
train.ckpt.enable_checkpoint = false
train.ckpt.export_safetensors = true
train.ckpt.hf_repo_name = "Comos-Reason1"
train.ckpt.max_keep = 5
train.ckpt.s3_prefix = "outputs"
train.ckpt.save_freq = 20
train.ckpt.save_freq_in_epoch = 0
train.ckpt.save_mode = "async"
train.ckpt.upload_hf = false
train.ckpt.upload_s3 = false
train.compile = true
train.deterministic = false
train.epoch = 1
train.epsilon = 1e-06
train.fp4.enable_fp4 = false
train.fp4.fp4_recipe = "dynamic_scaling"
train.fp4.quant_recipe = "rowwise"
train.fp8.enable_fp8 = false
train.fp8.fp8_recipe = "dynamic_scaling"
train.fp8.quant_recipe = "rowwise"
train.fsdp_offload = false
train.fsdp_reduce_dtype = "float32"
train.fsdp_reshard_after_forward = "default"
train.local_dataset = true
train.master_dtype = "float32"
train.optm_betas = [0.9, 0.999]
train.optm_grad_norm_clip = 1.0
train.optm_impl = "fused"
train.optm_lr = 1e-06
train.optm_min_lr_factor = 0.0
train.optm_name = "AdamW"
train.optm_warmup_steps = 20
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r2-full"
train.param_dtype = "bfloat16"
train.resume = false
train.sequence_packing = false
train.sync_weight_interval = 1
train.timestamp = ""
train.train_batch_per_replica = 8
train.train_policy.allowed_outdated_steps = 4
train.train_policy.balance_dp_token = false
train.train_policy.dataloader_batch_size = 1
train.train_policy.dataloader_num_workers = 0
train.train_policy.dataloader_shuffle = true
train.train_policy.dataset.name = ""
train.train_policy.dataset.revision = ""
train.train_policy.dataset.split = [""]
train.train_policy.dataset.subset = ""
train.train_policy.enable_dataset_cache = false
train.train_policy.entropy_coeff = 0.0
train.train_policy.epsilon_high = 0.2
train.train_policy.epsilon_low = 0.2
train.train_policy.filter_reward_metric = []
train.train_policy.kl_beta = 0.0
train.train_policy.loss_type = "token-mean"
train.train_policy.lower_bound_ratio = 3.0
train.train_policy.max_retry_for_on_policy = 10
train.train_policy.mini_batch = 2
train.train_policy.mu_iterations = 1
train.train_policy.on_policy = false
train.train_policy.outdated_rollout_fetch_batch_size = 1
train.train_policy.overlong_reward.buffer_length = 4096
train.train_policy.overlong_reward.enable_overlong_penalty = false
train.train_policy.overlong_reward.penalty_factor = 1.0
train.train_policy.prompt_column_name = ""
train.train_policy.reset_optimizer_with_reference = true
train.train_policy.response_column_name = ""
train.train_policy.reward_function.single_choice = 1.0
train.train_policy.rollout_as_token_ids = false
train.train_policy.temperature = 1.0
train.train_policy.type = "grpo"
train.train_policy.unbiased_advantage = false
train.train_policy.use_decoupled_loss = false
train.train_policy.variant = "grpo"
train.transfer_dtype = "bfloat16"
validation.dataset.name = ""
validation.dataset.revision = ""
validation.dataset.split = [""]
validation.dataset.subset = ""
validation.enable = false
validation.freq = 20
validation.n_generation = 1
validation.repetition_penalty = 1.0
validation.reward_function = {  }
validation.temperature = 0.0
validation.top_k = 1
`,
  },
  {
    name: 'r2-hf',
    engine: '0.3.9',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason2-2B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.output_dir = "outputs/r2-hf"
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r2-its',
    engine: '0.3.9',
    drops: ['train.enable_validation'],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 32768
policy.model_name_or_path = "nvidia/Cosmos-Reason2-2B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.ckpt.save_freq = 20
train.compile = false
train.enable_validation = false
train.optm_decay_type = "cosine"
train.optm_lr = 2e-05
train.optm_warmup_steps = 0
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r2-its"
train.train_batch_per_replica = 32
train.train_policy.dataloader_num_workers = 4
train.train_policy.dataloader_prefetch_factor = 4
train.train_policy.dataset.test_size = 0
train.train_policy.mini_batch = 1
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r2-llava',
    engine: '0.3.9',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason2-2B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 4
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.compile = false
train.output_dir = "outputs/r2-llava"
train.train_batch_per_replica = 32
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r2-uber',
    engine: '0.3.9',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_gradient_checkpointing = true
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason2-8B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.ckpt.save_freq = 20
train.compile = false
train.epoch = 3
train.optm_decay_type = "cosine"
train.optm_grad_norm_clip = 1.0
train.optm_lr = 2e-07
train.optm_warmup_steps = 0.03
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r2-uber"
train.resume = true
train.seed = 42
train.train_batch_per_replica = 32
train.train_policy.dataloader_num_workers = 4
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
  {
    name: 'r2-videophy2-sft',
    engine: '0.3.9',
    drops: [],
    toml: `
logging.logger = ["console", "wandb"]
policy.model_max_length = 4096
policy.model_name_or_path = "nvidia/Cosmos-Reason2-8B"
policy.parallelism.cp_size = 1
policy.parallelism.dp_shard_size = 8
policy.parallelism.pp_size = 1
policy.parallelism.tp_size = 1
train.ckpt.enable_checkpoint = true
train.ckpt.max_keep = 20
train.compile = false
train.epoch = 10
train.optm_decay_type = "cosine"
train.optm_grad_norm_clip = 1.0
train.optm_lr = 1e-06
train.optm_warmup_steps = 0.03
train.optm_weight_decay = 0.01
train.output_dir = "outputs/r2-videophy2-sft"
train.seed = 42
train.train_batch_per_replica = 32
train.train_policy.conversation_column_name = "conversations"
train.train_policy.mini_batch = 4
train.train_policy.type = "sft"
`,
  },
];
