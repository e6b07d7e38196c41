"""The command ``ssc``, a file for each subcommand.

Each file has an ``add``, which tells its flags, and a ``run``, which does what they ask. What a
command needs is imported when it runs: to list the commands takes no NumPy.
"""
