"""What a proposed change would do: validated whole, every problem reported, nothing written."""
