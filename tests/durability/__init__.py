"""What was reported saved is there, and nothing is half there, whatever is killed and when."""
