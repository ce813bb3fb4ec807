"""Facts (TOML) and their readers, and the learned weights: what the steps know."""

from pathlib import Path

FOLDER = Path(__file__).parent  # of the files of facts; importlib.resources would find them too, and takes 10 ms to import
