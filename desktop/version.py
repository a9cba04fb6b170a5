"""The version that screens, paper and entries name."""

VERSION = "0.1.0"
