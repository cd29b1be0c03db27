"""A synthetic region by seed: real divisions and census shapes, invented people and institutions."""

from yiyang.flows.demo.accounts import DEMO_PASSWORD, DemoAccount, demo_accounts
from yiyang.flows.demo.build import DemoSummary, build_demo
from yiyang.flows.demo.planted import PLANTED

__all__ = ["DEMO_PASSWORD", "PLANTED", "DemoAccount", "DemoSummary", "build_demo", "demo_accounts"]
