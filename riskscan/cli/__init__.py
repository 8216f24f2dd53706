"""The command line: arguments in, exit code out. One small file a command; ``main`` answers ``--version`` before anything is imported."""
