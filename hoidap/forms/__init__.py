"""What may be typed in at the front door: shape and length. One theme a file."""
