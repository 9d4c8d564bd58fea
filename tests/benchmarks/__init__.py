"""What is promised of speed, measured. Each module has `measure() -> list[Figure]`; none asserts anything."""
