"""The door for web servers: `application` is the market, configured by the environment."""

import gc

from marketplace.app import create_app
from marketplace.config import Config

application = create_app(Config.from_environ())

# What stands now stays: the collector need not walk through all of it (85 ms) in the middle of somebody's page, nor
# look for waste after every few hundred objects, of which a page makes some ten thousand.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
