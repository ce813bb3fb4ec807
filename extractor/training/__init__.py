"""What makes a model from the annotations, and what says how good it is."""
