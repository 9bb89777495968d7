"""Programs of other houses: how they sign in, send twice, and are told of what happened."""
