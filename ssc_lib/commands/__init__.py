"""The command ``ssc``, a file for each subcommand."""
