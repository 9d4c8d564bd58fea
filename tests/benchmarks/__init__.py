"""What the project promises of its speed, measured. Each module has `measure() -> list[Figure]`; none asserts anything."""
