"""Reads the package's dependencies from requirements/base.in, so that they are named once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class BaseRequirements(MetadataHookInterface):
    """Fills `project.dependencies` from the unlocked list."""

    def update(self, metadata: dict) -> None:
        """Add the dependencies to the project table."""
        listed = (Path(self.root) / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
        build_only = {"hatchling", "editables"}
        metadata["dependencies"] = [line for line in listed if line and line not in build_only]
