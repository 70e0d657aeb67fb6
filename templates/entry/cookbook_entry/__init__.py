"""What the cosmos-rl entry scripts of cookbook-run share.

Nothing here imports torch or cosmos_rl at module level except ``torch_dataset``, which only ``engine`` imports,
so the readers run (and are tested) with the standard library and ``toml`` alone.
"""
