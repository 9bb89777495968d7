"""Jobs of the workers that failed: written down, looked at, tried again or given up."""
