"""What is done to a report, each step by itself: records in, records out."""
