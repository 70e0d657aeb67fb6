"""Where the scripts lie."""
