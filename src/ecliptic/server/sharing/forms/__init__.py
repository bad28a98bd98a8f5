"""Forms for statements of any kind, made from what the vocabulary says about its fields."""
