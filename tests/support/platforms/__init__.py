"""Simulators of platforms: real HTTP on a local port, as strict as the platform, with its traps."""
