"""Folders of music as data sets: note sequences, their files, and melodies out of them."""
