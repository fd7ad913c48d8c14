"""What is measured, and the parts that tests run with smaller numbers."""
