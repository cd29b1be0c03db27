from tests.flows.small_world import contract, doctor, elder, light_settings, people, sign_in, team, world

__all__ = ["contract", "doctor", "elder", "light_settings", "people", "sign_in", "team", "world"]
