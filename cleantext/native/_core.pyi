# The compiled module: what its parts bind, see src/.
