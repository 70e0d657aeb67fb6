"""Composes a recipe's config under Hydra with overrides, and prints what is missing and what some keys became."""

import json
import sys
from pathlib import Path

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

folder, name, keys, *overrides = sys.argv[1:]
with initialize_config_dir(config_dir=str(Path(folder).resolve()), version_base=None):
    config = compose(config_name=name, overrides=overrides)
values = {key: OmegaConf.select(config, key) for key in keys.split(",") if key}
print(json.dumps({"missing": sorted(OmegaConf.missing_keys(config)), "values": values}))
