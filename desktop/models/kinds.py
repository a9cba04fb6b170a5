"""Imports every module that registers kinds; import this before opening a database."""

from desktop.models import capture, conflicts, directory, entries, people, transitions

MODULES = (capture, entries, conflicts, transitions, directory, people)
