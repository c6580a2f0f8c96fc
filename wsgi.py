"""The door for web servers: `application` is the market, configured by the environment."""

from marketplace.app import create_app
from marketplace.config import Config

application = create_app(Config.from_environ())
