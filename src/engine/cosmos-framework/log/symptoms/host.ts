/** What the machine or its Python lacks. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const LACKING = symptomsOf([
  {
    id: 'transformer-engine-missing',
    summary: 'The optimizer of the experiment needs transformer-engine, which is not installed',
    outcome: 'host',
    subject: 'optimizer.optimizer_type',
    because: 'FusedAdam, the optimizer of the published experiments, is that of transformer-engine.',
    source: 'utils/generator/optimizer.py, 5eee9ed, seen',
    forms: [
      {
        text: /No module named 'transformer_engine[\w.]*'/,
        says: 'transformer-engine is not installed.',
        help: 'Take the optimizer of torch: `custom.overrides.optimizer.optimizer_type=AdamW`; or install transformer-engine from the engine’s own index (its docs/setup.md).',
      },
    ],
  },
  {
    id: 'attention-kernel-missing',
    summary: 'No library for the attention that the config asks for is installed',
    outcome: 'host',
    subject: 'model.attn_implementation',
    because: '"cosmos" needs natten or flash-attn built for this torch and GPU; "sdpa" needs neither.',
    source: 'model/attention, 5eee9ed, seen',
    forms: [
      {
        text: /Could not find a compatible Attention backend[^\n]*/,
        says: 'No library for this attention is installed.',
        help: '`model.attn_implementation="sdpa"`; or install natten for this torch.',
      },
      {
        text: /No module named '(natten[\w.]*|flash_attn[\w.]*)'|FlashAttention2 has been toggled on[^\n]*/,
        says: 'The attention library {} is not installed.',
        help: '`model.attn_implementation="sdpa"`; or install it for this torch.',
      },
    ],
  },
  {
    id: 'rendezvous-port-taken',
    summary: 'The port at which the ranks of the run meet is taken',
    outcome: 'retryable',
    subject: 'port',
    because: 'torchrun listens on --master_port; two runs on one host need two of them.',
    source: 'torch 2.11 csrc/distributed/c10d/socket.cpp, seen',
    printed: true,
    forms: [
      {
        text: /failed to listen on any local network address\. (port: \d+)[^\n]*EADDRINUSE|\b(port: \d+)\b[^\n]*(?:EADDRINUSE|already in use)/,
        says: 'The port of the rendezvous is already in use: {}.',
        help: 'Start again: cookbook-run takes another port. Who has this one: `ss -ltnp`',
      },
    ],
  },
  {
    id: 'python-module-missing',
    summary: 'A Python module that the engine imports is not installed',
    outcome: 'host',
    subject: 'python',
    because: 'It must be there in the environment of torchrun.',
    source: 'Python',
    forms: [
      {
        text: /No module named '?(cosmos_framework[\w.]*)'?/,
        says: 'The engine cannot be imported: {}.',
        help: 'Put its checkout on the path: `export PYTHONPATH=/path/to/cosmos-framework`, or `pip install -e` it.',
      },
      {
        text: /ModuleNotFoundError: No module named '?([\w.]+)'?/,
        says: 'The Python module {} is not installed.',
        help: 'Install it into the environment of torchrun with its python -m pip install.',
      },
      {
        text: /ImportError: ([^\n]+)/,
        says: 'Importing a Python package failed: {}.',
        help: 'Reinstall the package that the traceback names; check with `pip check`',
      },
    ],
  },
]);
