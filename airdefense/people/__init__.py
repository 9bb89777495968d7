"""Who may do what here, and how it came about: grants by two people, the matrix, the review."""
