"""The page at `/`: people look at one report, compare two, correct what was read, and teach the next model."""
