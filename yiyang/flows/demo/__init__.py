"""A synthetic region by seed: real divisions and census shapes, invented people and institutions.

`build.build_demo` makes it, `accounts.demo_accounts` tells who can sign in, `planted.PLANTED` what is wrong on purpose.
Worker processes import this package before Django is set up, so it imports nothing here.
"""
