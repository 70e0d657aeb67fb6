"""A stand-in for the package: the two scripts are found in it, as in the real one."""
