"""What people see: each page reads, and the acts among them go through an action."""
