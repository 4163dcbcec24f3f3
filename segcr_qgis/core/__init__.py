"""What both sides of the process boundary share: plain data and pure decisions."""
